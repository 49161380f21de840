/** Formatting of bitmaps: models `%*pb` and `%*pbl` of lib/vsprintf.c, all releases. */

/** Formats numbers as ascending ranges, `0-2,4`; empty for none (`%*pbl`). */
export function scnprintf_list(numbers: readonly number[]): string {
  const parts: { first: number; last: number }[] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const open = parts.at(-1);
    if (open !== undefined && open.last + 1 === number) open.last = number;
    else parts.push({ first: number, last: number });
  }
  return parts.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

const WORD_BITS = 32;

/**
 * Formats numbers as a bitmap (`%*pb`): groups of eight hex digits, the highest first, separated by commas.
 *
 * @param bits size of the bitmap
 */
export function scnprintf_mask(numbers: readonly number[], bits: number): string {
  const words: string[] = [];
  for (let low = 0; low < bits; low += WORD_BITS) {
    const width = Math.ceil(Math.min(bits - low, WORD_BITS) / 4);
    const word = numbers
      .filter((number) => number >= low && number < low + WORD_BITS)
      .reduce((sum, number) => sum + 2 ** (number - low), 0);
    words.unshift(word.toString(16).padStart(width, '0'));
  }
  return words.join(',');
}
