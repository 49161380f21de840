/** Parts of physical memory as the command line names them: objects, `8G-9G`, or a range of /proc/iomem. */
import type { Range } from '../../lib/range.ts';
import type { Machine } from '../../machine/machine.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { objectRanges } from '../../views/model/objects.ts';
import { parseSize } from './size.ts';

/** `200000000-23fffffff`, whose end is inside, as /proc/iomem prints it. */
const IOMEM = /^([0-9a-f]{8,})-([0-9a-f]{8,})$/;
/** `8G-9G`, whose end is outside. */
const FROM_TO = /^((?:0x)?[0-9a-f]+[kmgt]?)-((?:0x)?[0-9a-f]+[kmgt]?)$/i;

/** The range that a word describes; undefined when it is no range. */
function parseRange(word: string): Range | undefined {
  const [, first, last] = IOMEM.exec(word) ?? [];
  const [, from, to] = FROM_TO.exec(word) ?? [];
  let range: Range;
  if (first !== undefined && last !== undefined)
    range = { start: Number.parseInt(first, 16), end: Number.parseInt(last, 16) };
  else if (from !== undefined && to !== undefined && /^\d/.test(from))
    range = { start: parseSize(from, word), end: parseSize(to, word) - 1 };
  else return undefined;
  if (range.end < range.start) throw refusal(`${word}: ends before it begins`, EXIT.usage);
  return range;
}

/** The ranges behind words of a command line, in their order. */
export function rangesOf({ kernel }: Machine, words: readonly string[]): Range[] {
  return words.flatMap((word) => {
    const ranges = objectRanges(kernel.state, word) ?? parseRange(word);
    if (ranges === undefined)
      throw refusal(`nothing is called '${word}' (an object, or a range: 8G-9G)`, EXIT.failed);
    return ranges;
  });
}
