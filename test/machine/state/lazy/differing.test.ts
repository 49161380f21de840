import { expect, it } from 'vitest';
import { differingKeys } from '../../../../src/machine/state/lazy/differing.ts';
import { decodeTaken, encodeTaken } from '../../../../src/machine/state/lazy/layout.ts';
import { joined, rangeOf } from '../../../../src/machine/state/lazy/source.ts';
import { openTaken, takeLazily } from '../../../../src/machine/state/lazy/take.ts';
import type { Taken } from '../../../../src/machine/state/lazy/text.ts';

interface Region {
  name: string;
  list: { id: number }[];
  table: Record<string, { id: number }>;
  text: string;
}

const ids = Array.from({ length: 4000 }, (_, id) => ({ id }));
const region = (name: string): Region => ({
  name,
  list: ids.map((one) => ({ ...one })),
  table: Object.fromEntries(ids.map(({ id }) => [`label ${id}`, { id }])),
  text: 'x'.repeat(40_000),
});

const reread = (taken: Taken): Taken =>
  decodeTaken(rangeOf(joined(encodeTaken(taken))), () => new Error('damaged'));
const before = reread(takeLazily({ regions: { region0: region('region0'), region1: region('region1') } }));

/** The regions that differ after a change. */
function changed(change: (regions: Record<string, Region>) => void): string[] {
  const { regions } = openTaken(before) as { regions: Record<string, Region> };
  change(regions);
  return differingKeys(before, takeLazily({ regions }), ['regions']);
}

it.each<[string, (region: Region) => unknown]>([
  ['an item of a list', ({ list }) => list.splice(3000, 1, { id: -1 })],
  ['the length of a list', ({ list }) => list.pop()],
  ['an entry of a table', ({ table }) => (table['label 3000']!.id = -1)],
  ['the size of a table', ({ table }) => delete table['label 3999']],
  ['a large text', (one) => (one.text = one.text.toUpperCase())],
  ['a small text', (one) => (one.name = 'x')],
])('an entry differs in %s', (_what, change) => {
  expect(changed(({ region1 }) => change(region1!))).toEqual(['region1']);
});

it('an entry that was only read does not differ', () => {
  expect(
    changed(({ region1 }) => [region1!.list[3000], region1!.table['label 3000'], region1!.text]),
  ).toEqual([]);
  expect(changed(({ region1 }) => [...region1!.list, Object.values(region1!.table)])).toEqual([]);
});

it('an entry with large parts that came or went differs', () => {
  expect(changed((regions) => delete regions.region0)).toEqual(['region0']);
  expect(changed((regions) => (regions.region2 = region('region2')))).toEqual(['region2']);
});
