/** 64 bits as two 32-bit words; used for the sub-section map of a section. */
export interface Bitmap64 {
  lo: number;
  hi: number;
}

/** No bit set. */
export const emptyBitmap = (): Bitmap64 => ({ lo: 0, hi: 0 });
/** All 64 bits set. */
export const fullBitmap = (): Bitmap64 => ({ lo: 0xffffffff, hi: 0xffffffff });

function wordMask(first: number, last: number): number {
  if (first > last) return 0;
  const ones = last - first === 31 ? 0xffffffff : (1 << (last - first + 1)) - 1;
  return (ones << first) >>> 0;
}

/** Bitmap with bits `first`..`last` set (inclusive, 0 to 63). */
export function maskBits(first: number, last: number): Bitmap64 {
  return {
    lo: wordMask(first, Math.min(last, 31)),
    hi: wordMask(Math.max(first, 32) - 32, last - 32),
  };
}

/** Bits that are set in either bitmap. */
export const or = (a: Bitmap64, b: Bitmap64): Bitmap64 => ({
  lo: (a.lo | b.lo) >>> 0,
  hi: (a.hi | b.hi) >>> 0,
});
/** Bits that are set in exactly one bitmap. */
export const xor = (a: Bitmap64, b: Bitmap64): Bitmap64 => ({
  lo: (a.lo ^ b.lo) >>> 0,
  hi: (a.hi ^ b.hi) >>> 0,
});
/** Bits that are set in both bitmaps. */
export const and = (a: Bitmap64, b: Bitmap64): Bitmap64 => ({
  lo: (a.lo & b.lo) >>> 0,
  hi: (a.hi & b.hi) >>> 0,
});
/** Returns true if no bit is set. */
export const isEmpty = (map: Bitmap64): boolean => map.lo === 0 && map.hi === 0;
/** Returns true if both bitmaps have the same bits. */
export const equal = (a: Bitmap64, b: Bitmap64): boolean => a.lo === b.lo && a.hi === b.hi;
/** Returns true if both bitmaps have a bit in common. */
export const intersects = (a: Bitmap64, b: Bitmap64): boolean => !isEmpty(and(a, b));
/** Returns true if `outer` contains all bits of `inner`. */
export const includes = (outer: Bitmap64, inner: Bitmap64): boolean => equal(and(outer, inner), inner);
/** Number of bits that are set in a word, by adding those of ever larger groups. */
function wordWeight(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Number of bits that are set. */
export const weight = ({ lo, hi }: Bitmap64): number => wordWeight(lo) + wordWeight(hi);

/** Returns true if bit `bit` (0 to 63) is set. */
export const testBit = (map: Bitmap64, bit: number): boolean =>
  ((bit < 32 ? map.lo >>> bit : map.hi >>> (bit - 32)) & 1) === 1;

/** Number of the lowest set bit of a word that is not 0. */
const lowestBit = (word: number): number => 31 - Math.clz32(word & -word);

/** The first bit after `bit` (0 to 63) that differs from it; 64 if all that follow are equal. */
export function runEnd(map: Bitmap64, bit: number): number {
  const others = testBit(map, bit) ? xor(map, fullBitmap()) : map;
  const { lo, hi } = and(others, maskBits(bit, 63));
  if (lo !== 0) return lowestBit(lo);
  return hi === 0 ? 64 : 32 + lowestBit(hi);
}
