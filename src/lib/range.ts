/** Ranges of addresses, frames or blocks, and their arithmetic. */
import { alignDown, alignUp } from './units.ts';

/** A range of addresses or frames; `end` is inclusive, as in a resource. */
export interface Range {
  start: number;
  end: number;
}

/** Number of bytes or frames in a range. */
export const rangeSize = (range: Range): number => range.end - range.start + 1;
/** Number of bytes or frames in ranges that do not overlap. */
export const totalSize = (ranges: readonly Range[]): number =>
  ranges.reduce((sum, range) => sum + rangeSize(range), 0);
/** Returns true if the ranges have a common address. */
export const overlaps = (a: Range, b: Range): boolean => a.start <= b.end && b.start <= a.end;
/** Returns true if `inner` lies wholly in `outer`. */
export const contains = (outer: Range, inner: Range): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;
/** The common part of two ranges, or undefined. */
export function intersection(a: Range, b: Range): Range | undefined {
  const start = Math.max(a.start, b.start);
  const end = Math.min(a.end, b.end);
  return start <= end ? { start, end } : undefined;
}
/** The range extended outward to multiples of `to`. */
export const widen = (range: Range, to: number): Range => ({
  start: alignDown(range.start, to),
  end: alignUp(range.end + 1, to) - 1,
});
