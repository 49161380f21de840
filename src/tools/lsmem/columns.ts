/** Columns of lsmem, and its sizes (lib/strutils.c of util-linux 2.38). */
import type { BlockRange } from './blocks.ts';

export const COLUMN_NAMES = ['RANGE', 'SIZE', 'STATE', 'REMOVABLE', 'BLOCK', 'NODE', 'ZONES'] as const;
export type ColumnName = (typeof COLUMN_NAMES)[number];
export const DEFAULT_COLUMNS: readonly ColumnName[] = ['RANGE', 'SIZE', 'STATE', 'REMOVABLE', 'BLOCK'];

/** A size with at most one digit after the point, `9.1G`. */
export function humanSize(bytes: number): string {
  let unit = 0;
  while (unit < 6 && bytes >= 1024 ** (unit + 1)) unit++;
  const scale = 1024 ** unit;
  const thousandths = Math.floor(((bytes % scale) * 1000) / scale);
  const tenths = Math.floor((thousandths + 50) / 100);
  const whole = Math.floor(bytes / scale) + (tenths === 10 ? 1 : 0);
  return `${whole}${tenths % 10 === 0 ? '' : `.${tenths % 10}`}${'BKMGTPE'[unit]}`;
}

const address = (value: number): string => `0x${value.toString(16).padStart(16, '0')}`;

/**
 * The text of a cell.
 *
 * @param size bytes of one memory block
 * @param bytes print sizes in bytes
 */
export function cellText(range: BlockRange, column: ColumnName, size: number, bytes: boolean): string {
  const { index, count, state, removable, node, zones } = range;
  switch (column) {
    case 'RANGE':
      return `${address(index * size)}-${address((index + count) * size - 1)}`;
    case 'SIZE':
      return bytes ? `${count * size}` : humanSize(count * size);
    case 'STATE':
      return state;
    case 'REMOVABLE':
      return state === 'online' ? (removable ? 'yes' : 'no') : '';
    case 'BLOCK':
      return count === 1 ? `${index}` : `${index}-${index + count - 1}`;
    case 'NODE':
      return node === undefined ? '' : `${node}`;
    case 'ZONES':
      return zones.join('/');
  }
}
