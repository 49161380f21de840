import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heapSort } from '../../src/lib/heapsort.ts';

const byKey = (a: readonly [number, string], b: readonly [number, string]): number => a[0] - b[0];

test('sorts like any sort', () =>
  fc.assert(
    fc.property(fc.array(fc.integer()), (numbers) => {
      const sorted = [...numbers].sort((a, b) => a - b);
      expect(heapSort(numbers, (a, b) => a - b)).toEqual(sorted);
    }),
  ));

test('does not change its argument', () => {
  const numbers = [3, 1, 2];
  heapSort(numbers, (a, b) => a - b);
  expect(numbers).toEqual([3, 1, 2]);
});

test('swaps two equal elements, as the kernel does', () => {
  const sorted = heapSort(
    [
      [1, 'first'],
      [1, 'second'],
    ] as const,
    byKey,
  );
  expect(sorted.map(([, name]) => name)).toEqual(['second', 'first']);
});
