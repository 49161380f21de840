import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kernfsNameHash, kernfsOrder } from '../../src/lib/kernfs.ts';

/** The kernel's arithmetic on 64-bit values. */
function referenceHash(name: string): number {
  let hash = 0n;
  for (const char of name) {
    const c = BigInt(char.charCodeAt(0));
    hash = BigInt.asUintN(64, (hash + (c << 4n) + (c >> 4n)) * 11n);
  }
  hash = (BigInt.asUintN(64, hash * 0x61c8864680b583ebn) >> 32n) & 0x7fffffffn;
  if (hash < 2n) hash += 2n;
  return Number(hash >= 0x7fffffffn ? 0x7ffffffen : hash);
}

describe('the order of a directory in /sys', () => {
  test('memory blocks and DIMMs have the recorded order', () => {
    const blocks = [65, 66, 67, 68, 69, 70, 71, 72].map((id) => `memory${id}`);
    expect(kernfsOrder(blocks).join(' ')).toBe(
      'memory69 memory67 memory65 memory71 memory68 memory66 memory72 memory70',
    );
    expect(kernfsOrder(['nmem0', 'nmem1', 'nmem2', 'nmem3']).join(' ')).toBe('nmem2 nmem0 nmem3 nmem1');
  });

  test('the hash equals 64-bit arithmetic for any name', () => {
    const names = fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(names, (name) => {
        expect(kernfsNameHash(name)).toBe(referenceHash(name));
      }),
    );
  });

  test('names of one hash are in their own order', () => {
    const alike = ['ihzshen', 'ihzshfc', 'asyhblh', 'bhyogyh', 'hnenill', 'hnfcima'];
    expect(new Set(alike.map(kernfsNameHash)).size).toBe(3);
    const others = Array.from({ length: 20 }, (_, i) => `namespace0.${i}`);
    const byHash = (a: string, b: string): number =>
      kernfsNameHash(a) - kernfsNameHash(b) || (a < b ? -1 : 1);
    const expected = [...alike, ...others].sort(byHash);
    fc.assert(
      fc.property(fc.shuffledSubarray(expected), (names) => {
        expect(kernfsOrder(names)).toEqual(expected.filter((name) => names.includes(name)));
      }),
    );
  });
});
