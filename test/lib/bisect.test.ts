import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bisect, interpolationSearch } from '../../src/lib/bisect.ts';

/** Searches, and counts the values that are read. */
function search(values: readonly number[], wanted: number): { at: number; reads: number } {
  const read = new Set<number>();
  const valueAt = (i: number): number => {
    expect(i).toBeGreaterThanOrEqual(0);
    expect(i).toBeLessThan(values.length);
    read.add(i);
    return values[i]!;
  };
  return { at: interpolationSearch(values.length, valueAt, wanted), reads: read.size };
}

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

describe('interpolationSearch', () => {
  it('finds the same index as a bisection, in values of any spacing', () => {
    const values = fc.array(fc.oneof(fc.nat(30), fc.nat(), fc.constant(1e15))).map(ascending);
    fc.assert(
      fc.property(values, fc.oneof(fc.nat(30), fc.nat(), fc.constant(1e15)), (list, wanted) => {
        expect(search(list, wanted).at).toBe(bisect(list.length, (i) => list[i]! >= wanted));
      }),
    );
  });

  it('reads few of many evenly spaced values, wherever the wanted one is', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => 1000 + i * 16);
    for (const at of [0, 1, 7, 5000, 9998, 9999, 10_000])
      expect(search(values, 1000 + at * 16)).toMatchObject({ at, reads: expect.toSatisfy((n) => n <= 5) });
  });

  it('reads a logarithmic number of others', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => 1.05 ** (i / 20));
    expect(search(values, values[5000]!).reads).toBeLessThan(35);
  });
});
