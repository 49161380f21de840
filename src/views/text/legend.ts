/** The legend below a text picture, with one line for each mark used. */
import { clip } from '../base/text.ts';
import { inLegendOrder, MARKS, type MarkName, paintMark, type Terminal } from '../base/theme.ts';

const INDENT = '  ';

/** A line for each mark of `used`, cut to the terminal. */
export function legendLines(used: Iterable<MarkName>, terminal: Terminal): string[] {
  const room = terminal.width - INDENT.length - '# '.length;
  return inLegendOrder(used).map((mark) => {
    const label = clip(MARKS[mark].label, room, terminal.unicode);
    return `${INDENT}${paintMark(mark, 1, terminal)} ${label}`;
  });
}
