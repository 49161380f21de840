import { alignDown, alignUp } from './units.ts';

/** An address or frame range; `end` is inclusive, as in a resource. */
export interface Range {
  start: number;
  end: number;
}

/** Bytes, or frames, in a range. */
export const rangeSize = (range: Range): number => range.end - range.start + 1;
/** Bytes, or frames, in ranges that do not overlap. */
export const totalSize = (ranges: readonly Range[]): number =>
  ranges.reduce((sum, range) => sum + rangeSize(range), 0);
/** True when the two have anything in common. */
export const overlaps = (a: Range, b: Range): boolean => a.start <= b.end && b.start <= a.end;
/** True when `inner` lies wholly in `outer`. */
export const contains = (outer: Range, inner: Range): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;
/** The part that both have, or undefined. */
export function intersection(a: Range, b: Range): Range | undefined {
  const start = Math.max(a.start, b.start);
  const end = Math.min(a.end, b.end);
  return start <= end ? { start, end } : undefined;
}
/** The range widened outward to multiples of `to`. */
export const widen = (range: Range, to: number): Range => ({
  start: alignDown(range.start, to),
  end: alignUp(range.end + 1, to) - 1,
});
