/** Cells of several lines. In a module of its own, since few tables have one and the package takes long to load. */
import Table from 'cli-table3';

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

/** The lines of a text that is wrapped at words to `width` columns. */
export function wrapCell(text: string, width: number, align: 'left' | 'right'): string[] {
  const table = new Table({
    colAligns: [align],
    colWidths: [width],
    chars: NO_FRAME,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    wordWrap: true,
  });
  table.push([text]);
  return table.toString().split('\n');
}
