/** Tables of the text views: columns separated by blanks, no frames, fitted to the terminal. */
import Table from 'cli-table3';
import { visibleWidth, wrapWords } from '../base/text.ts';
import { type Paint, paintFor, type Terminal } from '../base/theme.ts';

export interface Column {
  head: string;
  align?: 'left' | 'right';
  /**
   * Shrinks if the terminal is too narrow: wraps at words or, if too little width is left, moves below the
   * row.
   */
  wrap?: boolean;
}

const NO_FRAME = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((part) => [part, '']),
);

const GAP = '  ';
/** Minimum width of a wrapping column. */
const MIN_WIDTH = 20;
const INDENT = '    ';

const naturalWidths = (columns: Column[], rows: string[][]): number[] =>
  columns.map(({ head }, index) =>
    Math.max(visibleWidth(head), ...rows.map((row) => visibleWidth(row[index] ?? ''))),
  );

const total = (widths: number[]): number =>
  widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));

/** Lines of the table, heading first, one list for each row. */
function tableLines(columns: Column[], rows: string[][], widths: number[], paint: Paint): string[][] {
  const draw = (cells: string[]): string[] => {
    const table = new Table({
      colAligns: columns.map(({ align }) => align ?? 'left'),
      colWidths: widths,
      chars: { ...NO_FRAME, middle: GAP },
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
      wordWrap: true,
    });
    table.push(cells);
    return table.toString().split('\n');
  };
  return [columns.map(({ head }) => paint.bold(head)), ...rows].map(draw);
}

/**
 * A table as text, ending with a newline. Cells may be coloured; if the table does not fit even with a
 * wrapped column, lines exceed the terminal width instead of being cut.
 */
export function renderTable(columns: Column[], rows: string[][], terminal: Terminal): string {
  const paint = paintFor(terminal);
  const widths = naturalWidths(columns, rows);
  const excess = total(widths) - terminal.width;
  const wrap = columns.findIndex((column) => column.wrap);
  const lines: string[] = [];
  if (excess <= 0 || wrap < 0 || widths[wrap]! - excess >= MIN_WIDTH) {
    if (excess > 0 && wrap >= 0) widths[wrap]! -= excess;
    lines.push(...tableLines(columns, rows, widths, paint).flat());
  } else {
    const beside = <T>(list: T[]): T[] => list.filter((_, index) => index !== wrap);
    const drawn = tableLines(beside(columns), rows.map(beside), beside(widths), paint);
    drawn.forEach((row, index) => {
      const below =
        index === 0 ? [] : wrapWords(rows[index - 1]![wrap] ?? '', terminal.width - INDENT.length);
      lines.push(...row, ...below.filter((line) => line !== '').map((line) => INDENT + line));
    });
  }
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}
