/** Formatting helpers of the text views: sizes, addresses, padding by visible width. */
import type { Range } from '../../lib/range.ts';
import type { Span } from '../../lib/runs.ts';
import { GiB, KiB, MiB, TiB } from '../../lib/units.ts';

const UNITS = [
  ['PiB', TiB * 1024],
  ['TiB', TiB],
  ['GiB', GiB],
  ['MiB', MiB],
  ['KiB', KiB],
] as const;

/** A byte count in the largest unit that fits, with up to two decimals: `3.94 GiB`, `64 MiB`, `512 B`. */
export function humanSize(size: number): string {
  for (const [unit, factor] of UNITS)
    if (size >= factor) return `${Number((size / factor).toFixed(2))} ${unit}`;
  return `${size} B`;
}

/** An inclusive range in the format of /proc/iomem: `200000000-2fbffffff`. */
export const hexRange = ({ start, end }: Range): string =>
  `${start.toString(16).padStart(8, '0')}-${end.toString(16).padStart(8, '0')}`;

/** `1 section`, `56 sections`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Names of memory blocks: `memory64`, `memory64..95`. */
export const blockNames = ({ first, last }: Span): string =>
  first === last ? `memory${first}` : `memory${first}..${last}`;

/** A character that takes two units of a string. */
const SURROGATES = /[\ud800-\udbff][\udc00-\udfff]/g;

/** `text` without colour codes. */
const stripColor = (text: string): string => text.replace(/\u001b\[[0-9;]*m/g, '');
/** Number of columns of `text`. Every character used by the views has width one. */
export function visibleWidth(text: string): number {
  const plain = stripColor(text);
  return plain.length - (plain.match(SURROGATES)?.length ?? 0);
}
const missing = (text: string, width: number): string => ' '.repeat(Math.max(0, width - visibleWidth(text)));
/** `text` filled with blanks to `width` columns, colour codes not counted. */
export const padVisible = (text: string, width: number): string => text + missing(text, width);
/** `text` behind the blanks that fill it to `width` columns. */
export const padVisibleStart = (text: string, width: number): string => missing(text, width) + text;
/** `text` cut to `width` columns, with an ellipsis if it was cut; for uncoloured text. */
export const clip = (text: string, width: number, unicode: boolean): string => {
  if (text.length <= width) return text;
  const characters = [...text];
  if (characters.length <= width) return text;
  const tail = unicode ? '…' : '..';
  return characters.slice(0, Math.max(0, width - tail.length)).join('') + tail;
};

/** `text` broken at blanks into lines of at most `width` columns; longer words are not split. */
export function wrapWords(text: string, width: number): string[] {
  if (visibleWidth(text) <= width) return [text];
  const lines: string[] = [];
  let used = 0;
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const more = 1 + visibleWidth(word);
    if (last !== undefined && used + more <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
      used += more;
    } else {
      lines.push(word);
      used = more - 1;
    }
  }
  return lines;
}

/** Smallest width of a text beside its head, in columns. */
const MIN_HANGING = 16;

/** Indentation of a text below its head. */
const BELOW = '    ';

/**
 * `text` broken at blanks beside `head`, in lines of at most `width` columns; further lines are indented by the
 * width of the head. A head that leaves too little room has the text below it.
 */
export function hanging(head: string, text: string, width: number): string[] {
  const indent = visibleWidth(head);
  const room = width - indent;
  if (room < MIN_HANGING && indent > BELOW.length && visibleWidth(text) > room)
    return [head.trimEnd(), ...wrapWords(text, width - BELOW.length).map((line) => BELOW + line)];
  const [first = '', ...rest] = wrapWords(text, Math.max(MIN_HANGING, room));
  return [`${head}${first}`.trimEnd(), ...rest.map((line) => ' '.repeat(indent) + line)];
}

/** Smallest and largest width of prose, in columns; longer lines are hard to read. */
const PROSE_WIDTH = { min: 40, max: 100 };

/** Width of prose on a terminal of `columns`. */
export const proseWidth = (columns: number): number =>
  Math.min(Math.max(columns, PROSE_WIDTH.min), PROSE_WIDTH.max);

/** The lines as one text; each ends with a newline. */
export const joinLines = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${lines.join('\n')}\n`;
