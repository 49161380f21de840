import fc from 'fast-check';
import { expect, it } from 'vitest';
import { overlaps, type Range } from '../../../../src/lib/range.ts';
import { valuesAt } from '../../../../src/machine/state/lazy/differing.ts';
import { decodeTaken, encodeTaken } from '../../../../src/machine/state/lazy/layout.ts';
import { joined, rangeOf } from '../../../../src/machine/state/lazy/source.ts';
import { openTaken, takeLazily } from '../../../../src/machine/state/lazy/take.ts';
import type { Taken } from '../../../../src/machine/state/lazy/text.ts';

interface Placed {
  start: number;
  size: number;
}

/** Entries in the order of their addresses, one of which has none. */
const table = (count: number): Record<string, Placed> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `namespace0.${i}`,
      { start: i * 100, size: i === 7 ? 0 : 100, text: 'x'.repeat(50) },
    ]),
  );

const damaged = (): Error => new Error('damaged');
const reread = (taken: Taken): Taken => decodeTaken(rangeOf(joined(encodeTaken(taken))), damaged);
const found = (taken: Taken, ranges: Range[]): Placed[] =>
  [...valuesAt(taken, ['table'], ranges)] as Placed[];
const isIn =
  (ranges: Range[]) =>
  ({ start, size }: Placed): boolean =>
    size > 0 && ranges.some((range) => overlaps(range, { start, end: start + size - 1 }));

it('reads the shards whose entries may be in a range, and finds all of these', () => {
  const whole = table(3000);
  const taken = reread(takeLazily({ table: whole }));
  const range = fc.record({ start: fc.nat(310_000), length: fc.nat(500) });
  fc.assert(
    fc.property(fc.array(range, { maxLength: 3 }), (places) => {
      const ranges = places.map(({ start, length }) => ({ start, end: start + length }));
      const values = found(taken, ranges);
      expect(values.filter(isIn(ranges))).toEqual(Object.values(whole).filter(isIn(ranges)));
      expect(values.length).toBeLessThanOrEqual(3 * 500);
    }),
    { numRuns: 25 },
  );
});

it('follows the entries of a shard that was written again', () => {
  const value = openTaken(reread(takeLazily({ table: table(3000) }))) as { table: Record<string, Placed> };
  Object.assign(value.table['namespace0.7']!, { start: 5_000_000, size: 1 });
  const taken = reread(takeLazily(value));
  const names = found(taken, [{ start: 5_000_000, end: 5_000_000 }]).map(({ start }) => start);
  expect(names).toContain(5_000_000);
  expect(names.length).toBeLessThan(300);
});

it('reads a shard with an entry that has no address', () => {
  const taken = reread(takeLazily({ table: { ...table(3000), last: { name: 'x' } } }));
  const values = found(taken, [{ start: 5_000_000, end: 5_000_000 }]);
  expect(values).toContainEqual({ name: 'x' });
  expect(values.length).toBeLessThan(300);
});
