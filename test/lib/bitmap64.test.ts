import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  and,
  type Bitmap64,
  emptyBitmap,
  fullBitmap,
  includes,
  intersects,
  maskBits,
  or,
  runEnd,
  testBit,
  weight,
  xor,
} from '../../src/lib/bitmap64.ts';

const big = (map: Bitmap64): bigint => (BigInt(map.hi) << 32n) | BigInt(map.lo);
const word = fc.integer({ min: 0, max: 0xffffffff });
const bitmap = fc.record({ lo: word, hi: word });
const span = fc.tuple(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 0, max: 63 })).map((pair) => {
  const [first, last] = pair.sort((a, b) => a - b) as [number, number];
  return { first, last };
});

it('masks a range of bits', () => {
  fc.assert(
    fc.property(span, ({ first, last }) => {
      expect(big(maskBits(first, last))).toBe(((1n << BigInt(last - first + 1)) - 1n) << BigInt(first));
    }),
  );
});

it('combines like a 64-bit word', () => {
  fc.assert(
    fc.property(bitmap, bitmap, (a, b) => {
      expect(big(or(a, b))).toBe(big(a) | big(b));
      expect(big(and(a, b))).toBe(big(a) & big(b));
      expect(big(xor(a, b))).toBe(big(a) ^ big(b));
      expect(intersects(a, b)).toBe((big(a) & big(b)) !== 0n);
      expect(includes(a, b)).toBe((big(a) & big(b)) === big(b));
    }),
  );
});

it('counts the bits that are set', () => {
  fc.assert(
    fc.property(bitmap, (map) => {
      expect(weight(map)).toBe(big(map).toString(2).replaceAll('0', '').length);
    }),
  );
  expect([fullBitmap(), emptyBitmap(), maskBits(31, 32)].map(weight)).toEqual([64, 0, 2]);
});

it('tests single bits on both sides of the word boundary', () => {
  const map = maskBits(31, 32);
  expect([30, 31, 32, 33].map((bit) => testBit(map, bit))).toEqual([false, true, true, false]);
});

it('finds where a run of equal bits ends', () => {
  fc.assert(
    fc.property(bitmap, fc.nat(63), (map, bit) => {
      const end = runEnd(map, bit);
      const bits = Array.from({ length: 64 }, (_, i) => testBit(map, i));
      expect(bits.slice(bit, end).every((set) => set === bits[bit])).toBe(true);
      expect(end).toBeGreaterThan(bit);
      expect(bits[end]).not.toBe(bits[bit]);
    }),
  );
  expect([fullBitmap(), emptyBitmap()].map((map) => runEnd(map, 5))).toEqual([64, 64]);
  expect([0, 31, 33].map((bit) => runEnd(maskBits(31, 32), bit))).toEqual([31, 33, 64]);
});
