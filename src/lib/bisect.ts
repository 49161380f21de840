/**
 * The first index from 0 to `length` for which `test` holds, given that it holds for all after it;
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

/** The first index of an ascending list whose item is not `below`; its length when there is none. */
export const lowerBound = <T>(items: readonly T[], below: (item: T) => boolean): number =>
  bisect(items.length, (i) => !below(items[i]!));
