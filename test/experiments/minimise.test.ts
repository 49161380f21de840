import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimise } from '../../src/experiments/minimise.ts';

const items = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('minimise', () => {
  it('finds exactly the items that are required together', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .integer({ min: 1, max: 40 })
          .chain((count) => fc.tuple(fc.constant(count), fc.subarray(items(count), { minLength: 1 }))),
        async ([count, needed]) => {
          const works = async (part: readonly number[]) => needed.every((item) => part.includes(item));
          expect([...(await minimise(items(count), works))]).toEqual(needed);
        },
      ),
    );
  });

  it('finds a minimal set where several sets pass', async () => {
    const works = async (part: readonly number[]) =>
      (part.includes(1) && part.includes(8)) || (part.includes(3) && part.includes(5));
    const kept = await minimise(items(10), works);
    expect(await works(kept)).toBe(true);
    for (const item of kept) expect(await works(kept.filter((other) => other !== item))).toBe(false);
  });
});
