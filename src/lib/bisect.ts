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
