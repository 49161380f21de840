import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checksum } from '../../../src/machine/state/checksum.ts';

it('has eight digits, and differs by length', () => {
  const sums = [0, 1, 2, 3, 4, 5, 65536, 65537].map((length) => checksum(new Uint8Array(length)));
  expect(new Set(sums).size).toBe(sums.length);
  for (const sum of sums) expect(sum).toMatch(/^[0-9a-f]{8}$/);
});

it('is the same wherever the bytes are in memory', () => {
  const bytes = Uint8Array.from({ length: 70_001 }, (_, i) => i * 7);
  for (const shift of [1, 2, 3]) {
    const moved = new Uint8Array(bytes.length + shift);
    moved.set(bytes, shift);
    expect(checksum(moved.subarray(shift))).toBe(checksum(bytes));
  }
});

it('is the same in pieces of any length', () => {
  const bytes = Uint8Array.from({ length: 150_001 }, (_, i) => i * 7);
  const cuts = fc.array(fc.nat(bytes.length), { maxLength: 6 });
  fc.assert(
    fc.property(cuts, (list) => {
      const edges = [0, ...list.sort((a, b) => a - b), bytes.length];
      const pieces = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
      return checksum(...pieces) === checksum(bytes);
    }),
    { numRuns: 50 },
  );
});

it('changes with any byte, and with any two', () => {
  const size = 140_000;
  const bytes = Uint8Array.from({ length: size }, (_, i) => i % 251);
  const sum = checksum(bytes);
  const flip = fc.record({ at: fc.nat(size - 1), mask: fc.integer({ min: 1, max: 255 }) });
  const flips = fc.uniqueArray(flip, { minLength: 1, maxLength: 2, selector: ({ at }) => at });
  fc.assert(
    fc.property(flips, (changes) => {
      const other = bytes.slice();
      for (const { at, mask } of changes) other[at]! ^= mask;
      return checksum(other) !== sum;
    }),
    { numRuns: 100 },
  );
  const high = bytes.slice();
  high[3]! ^= 0x80;
  high[7]! ^= 0x80;
  expect(checksum(high)).not.toBe(sum);
});
