/** Tables of the text views: columns separated by blanks, no frames, fitted to the terminal. */
import { padVisible, padVisibleStart, visibleWidth, wrapWords } from '../base/text.ts';
import { type Paint, paintFor, type Terminal } from '../base/theme.ts';
import { wrapCell } from './wrap-cell.ts';

export interface Column {
  head: string;
  align?: 'left' | 'right';
  /**
   * Shrinks if the terminal is too narrow: wraps at words or, if too little width is left, moves below the
   * row. One column of a table.
   */
  wrap?: boolean;
}

const GAP = '  ';
/** Minimum width of a wrapping column. */
const MIN_WIDTH = 20;
const INDENT = '    ';

const naturalWidths = (columns: Column[], rows: string[][]): number[] =>
  columns.map(({ head }, index) =>
    rows.reduce((width, row) => Math.max(width, visibleWidth(row[index] ?? '')), visibleWidth(head)),
  );

const total = (widths: number[]): number =>
  widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));

/** The lines of a cell, which is wrapped where it is wider than its column. */
const cellLines = (cell: string, width: number, align: 'left' | 'right'): string[] =>
  visibleWidth(cell) <= width && !cell.includes('\n') ? [cell] : wrapCell(cell, width, align);

function rowLines(columns: Column[], row: string[], widths: number[]): string[] {
  const cells = columns.map(({ align = 'left' }, index) =>
    cellLines(row[index] ?? '', widths[index]!, align),
  );
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map(({ align }, index) => {
        const text = cells[index]![line] ?? '';
        const width = widths[index]!;
        return align === 'right' ? padVisibleStart(text, width) : padVisible(text, width);
      })
      .join(GAP),
  );
}

/** Lines of the table, heading first, one list for each row. */
const tableLines = (columns: Column[], rows: string[][], widths: number[], paint: Paint): string[][] =>
  [columns.map(({ head }) => paint.bold(head)), ...rows].map((row) => rowLines(columns, row, widths));

/** Indices of columns in groups that fit the terminal, each group a line of a row; lines but the first are indented. */
function groupsThatFit(indices: readonly number[], widths: readonly number[], width: number): number[][] {
  const groups: number[][] = [];
  let left = 0;
  for (const index of indices) {
    const needed = GAP.length + widths[index]!;
    if (groups.length > 0 && needed <= left) {
      groups.at(-1)!.push(index);
      left -= needed;
    } else {
      left = width - (groups.length > 0 ? INDENT.length : 0) - widths[index]!;
      groups.push([index]);
    }
  }
  return groups;
}

/** Lines of a table that is too wide: each row is folded between columns, with the text of column `wrap` below. */
function foldedLines(
  columns: Column[],
  rows: string[][],
  widths: number[],
  wrap: number,
  terminal: Terminal,
): string[] {
  const { width } = terminal;
  const paint = paintFor(terminal);
  const indices = columns.flatMap((_, index) => (index === wrap ? [] : [index]));
  const drawn = groupsThatFit(indices, widths, width).map((group) => {
    const pick = <T>(list: readonly T[]): T[] => group.map((index) => list[index]!);
    return tableLines(pick(columns), rows.map(pick), pick(widths), paint);
  });
  const texts = ['', ...rows.map((row) => row[wrap] ?? '')];
  return texts.flatMap((text, at) => {
    const [first = [], ...further] = drawn.map((group) => group[at]!);
    const below = [...further.flat(), ...wrapWords(text, width - INDENT.length)];
    return [...first, ...below.filter((line) => line.trim() !== '').map((line) => INDENT + line)];
  });
}

/**
 * A table as text, ending with a newline. Cells may be coloured. In a table that does not fit the terminal, the
 * wrapping column shrinks; if that is not enough, each row takes several lines. A cell that is wider than the
 * terminal is not cut.
 */
export function renderTable(columns: Column[], rows: string[][], terminal: Terminal): string {
  const widths = naturalWidths(columns, rows);
  const excess = total(widths) - terminal.width;
  const wrap = columns.findIndex((column) => column.wrap);
  const shrunk = (widths[wrap] ?? 0) - Math.max(0, excess);
  const fits = excess <= 0 || shrunk >= MIN_WIDTH;
  if (fits && excess > 0) widths[wrap] = shrunk;
  const lines = fits
    ? tableLines(columns, rows, widths, paintFor(terminal)).flat()
    : foldedLines(columns, rows, widths, wrap, terminal);
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}
