/** Tables of the text views: columns apart by blanks, no frames, fitted to the terminal. */
import Table from 'cli-table3';
import { visibleWidth } from './text.ts';
import { paintFor, type Terminal } from './theme.ts';

export interface Column {
  head: string;
  align?: 'left' | 'right';
  /** Gives way, and wraps at words, when the terminal is too narrow. */
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
/** A wrapped column never gets narrower than this. */
const NARROWEST = 12;

function fittedWidths(columns: Column[], rows: string[][], width: number): number[] {
  const widths = columns.map(({ head }, index) =>
    Math.max(visibleWidth(head), ...rows.map((row) => visibleWidth(row[index] ?? ''))),
  );
  let excess = widths.reduce((sum, one) => sum + one, GAP.length * (widths.length - 1)) - width;
  const givesWay = widths.map((_, index) => index).filter((index) => columns[index]!.wrap);
  for (const index of givesWay.sort((a, b) => widths[b]! - widths[a]!)) {
    if (excess <= 0) break;
    const give = Math.min(excess, Math.max(0, widths[index]! - NARROWEST));
    widths[index]! -= give;
    excess -= give;
  }
  return widths;
}

/**
 * A table as text, ending with a newline. Cells may be coloured; when even the wrapping columns cannot make
 * it fit, lines are longer than the terminal rather than cut.
 */
export function renderTable(columns: Column[], rows: string[][], terminal: Terminal): string {
  const paint = paintFor(terminal);
  const table = new Table({
    head: columns.map(({ head }) => paint.bold(head)),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    colWidths: fittedWidths(columns, rows, terminal.width),
    chars: { ...NO_FRAME, middle: GAP },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    wordWrap: true,
  });
  table.push(...rows);
  const lines = table.toString().split('\n');
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}
