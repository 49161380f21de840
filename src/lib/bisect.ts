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
