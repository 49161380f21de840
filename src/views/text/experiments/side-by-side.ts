/** Blocks of text beside each other, or below each other if the terminal is too narrow. */
import { padVisible } from '../../base/text.ts';

/** Minimum width of a column; below it the blocks are stacked. */
const MIN_WIDTH = 36;
const BAR = ' | ';

/** A line split into parts of at most `width` at any character, since output has no better break. */
function pieces(line: string, width: number): string[] {
  const out: string[] = [];
  for (let at = 0; at < line.length || out.length === 0; at += width) out.push(line.slice(at, at + width));
  return out;
}

/**
 * Lines of the blocks side by side.
 *
 * @param width columns of the terminal
 */
export function sideBySide(blocks: string[][], width: number): string[] {
  const room = Math.floor((width - BAR.length * (blocks.length - 1)) / blocks.length);
  if (room < MIN_WIDTH)
    return blocks.flatMap((block) => [...block.flatMap((line) => pieces(line, width)), '']).slice(0, -1);
  const columns = blocks.map((block) => block.flatMap((line) => pieces(line, room)));
  const height = Math.max(...columns.map((column) => column.length));
  return Array.from({ length: height }, (_, row) =>
    columns
      .map((column) => padVisible(column[row] ?? '', room))
      .join(BAR)
      .trimEnd(),
  );
}
