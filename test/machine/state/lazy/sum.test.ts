import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sumOf, sumText } from '../../../../src/machine/state/lazy/sum.ts';

const bytes = fc.uint8Array({ maxLength: 400 });

it('is the same for equal bytes, wherever they are in memory', () => {
  fc.assert(
    fc.property(bytes, fc.nat({ max: 7 }), (data, offset) => {
      const moved = new Uint8Array(offset + data.length);
      moved.set(data, offset);
      expect(sumOf(moved.subarray(offset))).toBe(sumOf(data));
      expect(sumText(sumOf(data))).toMatch(/^[0-9a-f]{8}$/);
    }),
  );
});

it('differs after any change of one byte', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 400 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (data, at, by) => {
        const changed = data.slice();
        changed[at % data.length]! ^= by;
        expect(sumOf(changed)).not.toBe(sumOf(data));
      },
    ),
  );
});

it('differs after a page of zeros, a cut and an exchange', () => {
  const data = Uint8Array.from({ length: 16_384 }, (_, i) => (i * 2654435761) >>> 13);
  const torn = data.slice().fill(0, 4096, 8192);
  const exchanged = data.slice();
  exchanged.set(data.subarray(0, 4), 4);
  exchanged.set(data.subarray(4, 8), 0);
  const sums = [
    data,
    torn,
    exchanged,
    data.subarray(0, -1),
    new Uint8Array(16_384),
    new Uint8Array(16_380),
  ].map(sumOf);
  expect(new Set(sums).size).toBe(sums.length);
});
