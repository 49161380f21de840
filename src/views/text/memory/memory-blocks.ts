/** Memory block devices (/sys/devices/system/memory); runs of equal ones share a row. */
import type { MmState } from '../../../kernel/mm/state.ts';
import { type Range, rangeSize } from '../../../lib/range.ts';
import type { Span } from '../../../lib/runs.ts';
import { blockNames, hexRange, humanSize } from '../../base/text.ts';
import { paintFor, type Terminal } from '../../base/theme.ts';
import { describeFillings, type Filling, fillings } from '../../model/contents.ts';
import { type Machine, physicalLayout } from '../../model/layout.ts';
import { renderTable } from '../table.ts';

export interface MemoryBlockRow extends Span, Range {
  state: string;
  node: number;
  /** Null if the block spans several zones, or has none yet. */
  zone: string | null;
  /** Created at boot, not by hotplug. */
  early: boolean;
  filling: Filling[];
}

export interface MemoryBlocksModel {
  blockSize: number;
  autoOnline: MmState['autoOnline'];
  rows: MemoryBlockRow[];
}

/** All memory blocks. */
export function memoryBlocksModel(machine: Machine & { mm: Pick<MmState, 'autoOnline'> }): MemoryBlocksModel {
  const layout = physicalLayout(machine);
  const { blockSize, autoOnline, blocks } = machine.mm;
  const rows = blocks.map(({ first, last, state, nid, zone, early }) => {
    const range = { start: first * blockSize, end: (last + 1) * blockSize - 1 };
    return { first, last, ...range, state, node: nid, zone, early, filling: fillings(layout, range) };
  });
  return { blockSize, autoOnline, rows };
}

/** Memory blocks as a table. */
export function renderMemoryBlocks(model: MemoryBlocksModel, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const rows = model.rows.map(({ first, last, start, end, state, node, zone, early, filling }) => [
    blockNames({ first, last }),
    hexRange({ start, end }),
    humanSize(rangeSize({ start, end })),
    paint.hue(state === 'online' ? 'green' : 'vermilion', state),
    zone ?? '-',
    String(node),
    early ? 'boot' : 'hotplug',
    describeFillings(filling),
  ]);
  const columns = [
    { head: 'blocks' },
    { head: 'range' },
    { head: 'size', align: 'right' as const },
    { head: 'state' },
    { head: 'zone' },
    { head: 'node', align: 'right' as const },
    { head: 'made by' },
    { head: 'holds', wrap: true },
  ];
  const title = `memory blocks of ${humanSize(model.blockSize)}, new blocks ${model.autoOnline}`;
  return `${paint.bold(title)}\n${renderTable(columns, rows, terminal)}`;
}
