import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignDown, alignUp, isPowerOfTwo, leastCommonMultiple, physToPfn } from '../../src/lib/units.ts';

const address = fc.integer({ min: 0, max: 2 ** 52 - 1 });
const granule = fc.integer({ min: 12, max: 40 }).map((bits) => 2 ** bits);

it.each([
  [2 ** 21, 2 ** 12, 2 ** 21],
  [2 ** 24, 3 * 2 ** 21, 3 * 2 ** 24],
  [2 ** 40, 2 ** 40, 2 ** 40],
  [6, 4, 12],
])('%d and %d have the least common multiple %d', (a, b, common) => {
  expect(leastCommonMultiple(a, b)).toBe(common);
});

describe('addresses beyond 32 bits', () => {
  it('align down like 64-bit arithmetic', () => {
    fc.assert(
      fc.property(address, granule, (value, to) => {
        expect(BigInt(alignDown(value, to))).toBe(BigInt(value) & ~(BigInt(to) - 1n));
      }),
    );
  });

  it('align up like 64-bit arithmetic', () => {
    fc.assert(
      fc.property(address, granule, (value, to) => {
        expect(BigInt(alignUp(value, to))).toBe((BigInt(value) + BigInt(to) - 1n) & ~(BigInt(to) - 1n));
      }),
    );
  });

  it('are recognised as powers of two up to 2^52', () => {
    fc.assert(
      fc.property(address, (value) => {
        const big = BigInt(value);
        expect(isPowerOfTwo(value)).toBe(value > 0 && (big & (big - 1n)) === 0n);
      }),
    );
    expect(isPowerOfTwo(2 ** 52)).toBe(true);
  });

  it('convert to the frame that contains them', () => {
    expect(physToPfn(0x1440ff123)).toBe(0x1440ff);
  });
});
