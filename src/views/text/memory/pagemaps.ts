/** The mappings of device memory (devm_memremap_pages) and their altmaps. */
import type { DevPagemap, VmemAltmap } from '../../../kernel/mm/state.ts';
import { type Range, rangeSize } from '../../../lib/range.ts';
import { PAGE_SIZE } from '../../../lib/units.ts';
import { hexRange, humanSize } from '../../base/text.ts';
import type { Terminal } from '../../base/theme.ts';
import { renderTable } from '../table.ts';

export interface PagemapRow {
  id: number;
  owner: string;
  type: string;
  ranges: Range[];
  size: number;
  node: number;
  /** Pages of the device reserved for its own struct pages; absent if they are in RAM. */
  altmap?: VmemAltmap;
}

export interface PagemapsModel {
  rows: PagemapRow[];
}

/** Every mapping, oldest first. */
export function pagemapsModel(mm: { pagemaps: Record<number, DevPagemap> }): PagemapsModel {
  const rows = Object.values(mm.pagemaps).map(({ id, owner, type, ranges, nid, altmap }): PagemapRow => {
    const size = ranges.reduce((sum, range) => sum + rangeSize(range), 0);
    return { id, owner, type, ranges, size, node: nid, ...(altmap && { altmap }) };
  });
  return { rows };
}

/** Use of an altmap, in bytes: `64 MiB used, 510 pages lost to alignment, 8 KiB kept`. */
function altmapWords(altmap: VmemAltmap | undefined): string {
  if (altmap === undefined) return 'struct pages in RAM';
  const { alloc, align, free, reserve } = altmap;
  const size = (pages: number): string => humanSize(pages * PAGE_SIZE);
  return [
    `${size(alloc)} used`,
    `${size(align)} lost to alignment`,
    `${size(free - alloc - align)} free`,
    `${size(reserve)} kept`,
  ].join(', ');
}

/** Mappings as a table, or one line if there are none. */
export function renderPagemaps(model: PagemapsModel, terminal: Terminal): string {
  if (model.rows.length === 0) return 'no device memory is mapped\n';
  const rows = model.rows.map(({ owner, type, ranges, size, node, altmap }) => [
    owner,
    type,
    ranges.map(hexRange).join('\n'),
    humanSize(size),
    String(node),
    altmapWords(altmap),
  ]);
  const columns = [
    { head: 'owner' },
    { head: 'type' },
    { head: 'range' },
    { head: 'size', align: 'right' as const },
    { head: 'node', align: 'right' as const },
    { head: 'altmap', wrap: true },
  ];
  return renderTable(columns, rows, terminal);
}
