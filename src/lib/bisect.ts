/**
 * The first index from 0 to `length` for which `test` holds, provided that it then holds for all later ones;
 * `length` when it holds for none.
 */
export function bisect(length: number, test: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Index of the first item of an ascending list that is not `below`; the list's length when there is none. */
export const lowerBound = <T>(items: readonly T[], below: (item: T) => boolean): number =>
  bisect(items.length, (i) => !below(items[i]!));

/**
 * The first index whose value is at least `wanted`, in ascending values; `length` when there is none. It is
 * estimated from the values at both ends, then approached in steps that double: of evenly spaced values few are read.
 */
export function interpolationSearch(
  length: number,
  valueAt: (index: number) => number,
  wanted: number,
): number {
  const isReached = (index: number): boolean => valueAt(index) >= wanted;
  if (length === 0 || isReached(0)) return 0;
  let low = 0;
  let high = length - 1;
  if (!isReached(high)) return length;
  const share = (wanted - valueAt(low)) / (valueAt(high) - valueAt(low));
  let at = Math.min(Math.max(1, Math.floor(share * high)), high - 1);
  for (let step = 1; at > low && at < high; step *= 2)
    if (isReached(at)) {
      high = at;
      at -= step;
    } else {
      low = at;
      at += step;
    }
  return low + 1 + bisect(high - low - 1, (index) => isReached(low + 1 + index));
}
