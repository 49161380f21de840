/** The addresses that the entries of a shard cover, from which a search for addresses tells whether to read it. */
import { overlaps, type Range } from '../../../lib/range.ts';

/** An entry with addresses, which are none when its size is 0. */
interface Placed {
  start: number;
  size: number;
}

const isPlaced = (value: unknown): value is Placed =>
  typeof value === 'object' &&
  value !== null &&
  Number.isSafeInteger((value as Partial<Placed>).start) &&
  Number.isSafeInteger((value as Partial<Placed>).size);

const NOTHING: Range = { start: 0, end: -1 };

/** The span of entries; undefined where one of them has no place. */
export function spanOf(values: readonly unknown[]): Range | undefined {
  if (!values.every(isPlaced)) return undefined;
  let span = NOTHING;
  for (const { start, size } of values)
    if (size > 0) {
      const end = start + size - 1;
      span =
        span === NOTHING
          ? { start, end }
          : { start: Math.min(span.start, start), end: Math.max(span.end, end) };
    }
  return span;
}

/** Tests for an entry that may be in one of the ranges. */
export const mayMeet = (span: Range | undefined, ranges: readonly Range[]): boolean =>
  span === undefined || ranges.some((range) => overlaps(span, range));
