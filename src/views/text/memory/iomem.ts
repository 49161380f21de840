/** The resource tree: /proc/iomem with sizes and owners. */
import { type Range, rangeSize } from '../../../lib/range.ts';
import { hexRange, humanSize } from '../../base/text.ts';
import { type Hue, paintFor, type Terminal } from '../../base/theme.ts';
import type { Machine } from '../../model/layout.ts';
import { renderTable } from '../table.ts';

export interface IomemRow extends Range {
  name: string;
  /** Nesting level, 0 at the top. */
  depth: number;
  size: number;
  /** Owned by a driver, so that another request for it fails. */
  busy: boolean;
}

export interface IomemModel {
  rows: IomemRow[];
}

/** The tree below the root, in the order of /proc/iomem. */
export function iomemModel({ byId }: Machine['resources']): IomemModel {
  const rows: IomemRow[] = [];
  const visit = (id: number, depth: number): void => {
    for (const child of byId[id]?.children ?? []) {
      const { name, start, end, busy } = byId[child]!;
      rows.push({ name, start, end, depth, size: rangeSize({ start, end }), busy });
      visit(child, depth + 1);
    }
  };
  visit(0, 0);
  return { rows };
}

function hueOf(name: string): Hue {
  if (name.startsWith('System RAM')) return 'blue';
  if (name.startsWith('Persistent Memory')) return 'vermilion';
  if (/^(namespace|dax|btt|pfn)\d/.test(name)) return 'purple';
  return 'grey';
}

/** The tree as a table. */
export function renderIomem(model: IomemModel, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const rows = model.rows.map(({ start, end, name, depth, size, busy }) => [
    '  '.repeat(depth) + hexRange({ start, end }),
    paint.hue(hueOf(name), name),
    humanSize(size),
    busy ? 'busy' : '',
  ]);
  const columns = [
    { head: 'range' },
    { head: 'name', wrap: true },
    { head: 'size', align: 'right' as const },
    { head: '' },
  ];
  return renderTable(columns, rows, terminal);
}
