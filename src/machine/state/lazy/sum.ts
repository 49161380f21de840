/** The sum of a piece. It detects damage, it does not prevent forgery. */

const WORD = 4;
/** Words that are added before the sum is multiplied. */
const STRIDE = 8;
/** 2^32 divided by the golden ratio: odd, so that multiplying by it loses nothing. */
const FACTOR = 0x9e3779b1;

/** The bytes as words of four, the last one filled with zeros; they are copied where they are not aligned. */
function wordsOf(bytes: Uint8Array): Int32Array {
  const { buffer, byteOffset, length } = bytes;
  if (byteOffset % WORD === 0 && length % WORD === 0)
    return new Int32Array(buffer, byteOffset, length / WORD);
  const words = new Int32Array(Math.ceil(length / WORD));
  new Uint8Array(words.buffer).set(bytes);
  return words;
}

/**
 * The sum as a signed number. A word takes few steps, so that the kilobytes of a short command are done before
 * V8 begins to optimize the loop, which costs more than it gains.
 */
function sumOfWords(words: Int32Array, start: number): number {
  const end = words.length - (words.length % STRIDE);
  let sum = start;
  let i = 0;
  while (i < end) {
    sum = ((sum << 5) | (sum >>> 27)) ^ words[i++]!;
    sum = ((sum << 5) | (sum >>> 27)) ^ words[i++]!;
    sum = ((sum << 5) | (sum >>> 27)) ^ words[i++]!;
    sum = ((sum << 5) | (sum >>> 27)) ^ words[i++]!;
    sum = ((sum << 5) | (sum >>> 27)) ^ words[i++]!;
    sum = ((sum << 5) | (sum >>> 27)) ^ words[i++]!;
    sum = ((sum << 5) | (sum >>> 27)) ^ words[i++]!;
    sum = Math.imul(((sum << 5) | (sum >>> 27)) ^ words[i++]!, FACTOR);
  }
  while (i < words.length) sum = Math.imul(((sum << 5) | (sum >>> 27)) ^ words[i++]!, FACTOR);
  return sum;
}

/**
 * A sum of 32 bits in eight hexadecimal digits. Any change within one aligned word of four bytes changes it.
 */
export const sumOf = (bytes: Uint8Array): string =>
  (sumOfWords(wordsOf(bytes), bytes.length | 0) >>> 0).toString(16).padStart(8, '0');
