/** Physical ranges on the command line: objects, `8G-9G`, or a range of /proc/iomem. */
import type { Range } from '../../lib/range.ts';
import type { Machine } from '../../machine/machine.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { objectRanges } from '../../views/model/objects.ts';
import { parseSize } from './size.ts';

/** `200000000-23fffffff`, end inclusive, as /proc/iomem prints it. */
const IOMEM = /^([0-9a-f]{8,})-([0-9a-f]{8,})$/;
/** `8G-9G`, end exclusive. */
const FROM_TO = /^((?:0x)?[0-9a-f]+[kmgt]?)-((?:0x)?[0-9a-f]+[kmgt]?)$/i;

/** Parses a range; undefined for other words. */
function parseRange(word: string): Range | undefined {
  const [, first, last] = IOMEM.exec(word) ?? [];
  const [, from, to] = FROM_TO.exec(word) ?? [];
  let range: Range;
  if (first !== undefined && last !== undefined)
    range = { start: Number.parseInt(first, 16), end: Number.parseInt(last, 16) };
  else if (from !== undefined && to !== undefined && /^\d/.test(from))
    range = { start: parseSize(from, word), end: parseSize(to, word) - 1 };
  else return undefined;
  if (range.end < range.start)
    throw refusal(`range '${word}' ends before it begins; write START-END, such as 8G-9G`, EXIT.usage);
  return range;
}

/** The ranges of objects and ranges, in the order of the words. */
export function rangesOf({ kernel }: Machine, words: readonly string[]): Range[] {
  return words.flatMap((word) => {
    const ranges = objectRanges(kernel.state, word) ?? parseRange(word);
    if (ranges === undefined)
      throw refusal(
        `nothing is called '${word}'; 'memsim status' lists the objects, and a range is 8G-9G`,
        EXIT.failed,
      );
    return ranges;
  });
}
