/** The sum of a piece. It detects damage, it does not prevent forgery. */

const WORD = 4;
/** Words that are added before the sum is multiplied. */
const STRIDE = 8;
/** 2^32 divided by the golden ratio: odd, so that multiplying by it loses nothing. */
const FACTOR = 0x9e3779b1;

/** Room for bytes that are not aligned; of whole strides, so that blocks of this size sum up as one would. */
const block = new Int32Array(4096);
const room = new Uint8Array(block.buffer);

/** The words of at most a block of bytes, the last one filled with zeros. */
function wordsOf(bytes: Uint8Array): Int32Array {
  room.set(bytes);
  const count = Math.ceil(bytes.length / WORD);
  room.fill(0, bytes.length, count * WORD);
  return block.subarray(0, count);
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

/** A sum of 32 bits. Any change within one aligned word of four bytes changes it. */
export function sumOf(bytes: Uint8Array): number {
  const { buffer, byteOffset, length } = bytes;
  if (byteOffset % WORD === 0 && length % WORD === 0)
    return sumOfWords(new Int32Array(buffer, byteOffset, length / WORD), length | 0) >>> 0;
  let sum = length | 0;
  for (let at = 0; at < length; at += room.length)
    sum = sumOfWords(wordsOf(bytes.subarray(at, at + room.length)), sum);
  return sum >>> 0;
}

/** A sum in eight hexadecimal digits. */
export const sumText = (sum: number): string => sum.toString(16).padStart(8, '0');
