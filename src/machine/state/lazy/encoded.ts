/** Parts of a file as ranges of bytes, with their length and their sum in its header. */
import { type ByteRange, joined } from './source.ts';
import { sumOf, sumText } from './sum.ts';

/** Length in bytes, and a sum. */
export interface Extent {
  length: number;
  sum: string;
}

export interface Encoded {
  ranges: readonly ByteRange[];
  extent: Extent;
}

/** Ranges the first of which is the index: the sum is that of the index, which has the sums of the others. */
export function indexed(ranges: readonly ByteRange[]): Encoded {
  const length = ranges.reduce((total, range) => total + range.length, 0);
  return { ranges, extent: { length, sum: sumText(sumOf(joined(ranges.slice(0, 1)))) } };
}

/** Tests for parts with equal records. */
export const sameEncoded = ({ extent: a }: Encoded, { extent: b }: Encoded): boolean =>
  a.length === b.length && a.sum === b.sum;
