import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  badblocks_clear,
  badblocks_init,
  badblocks_set,
  badblocks_show,
  badblocks_store,
} from '../../../src/kernel/block/badblocks.ts';
import { ERRNO } from '../../../src/lib/errno.ts';

describe('a list of bad sectors', () => {
  test('merges adjacent sectors into entries of at most 512 sectors', () => {
    const bad = badblocks_init();
    badblocks_set(bad, 20, 5);
    badblocks_set(bad, 10, 10);
    badblocks_set(bad, 2000, 600);
    expect(badblocks_show(bad)).toBe('10 15\n2000 512\n2512 88\n');
  });

  test('grows and shrinks by entries, as recorded on a real machine', () => {
    const bad = badblocks_init();
    badblocks_set(bad, 10, 5);
    badblocks_set(bad, 12, 600);
    expect(badblocks_show(bad)).toBe('10 512\n522 90\n');
    badblocks_clear(bad, 0, 16);
    expect(badblocks_show(bad)).toBe('16 506\n522 90\n');
  });

  test('accepts lines of a sector and a count', () => {
    const bad = badblocks_init();
    expect(badblocks_store(bad, '8 2\n')).toBe(0);
    expect(badblocks_show(bad)).toBe('8 2\n');
    for (const text of ['8', 'x 1', '8 0', '8 -1', ''])
      expect(badblocks_store(bad, text)).toBe(-ERRNO.EINVAL);
  });

  test('reports each sector as last set or cleared', () => {
    const word = fc.record({ bad: fc.boolean(), at: fc.nat(60), count: fc.integer({ min: 1, max: 20 }) });
    fc.assert(
      fc.property(fc.array(word), (said) => {
        const list = badblocks_init();
        const sectors = Array<boolean>(100).fill(false);
        for (const { bad, at, count } of said) {
          if (bad) badblocks_set(list, at, count);
          else badblocks_clear(list, at, count);
          sectors.fill(bad, at, at + count);
        }
        const isBad = (sector: number): boolean =>
          list.ranges.some(({ start, end }) => start <= sector && sector <= end);
        expect(sectors.map((_, sector) => isBad(sector))).toEqual(sectors);
        for (const [i, range] of list.ranges.entries())
          expect(range.start).toBeGreaterThan(list.ranges[i - 1]?.end ?? -1);
      }),
    );
  });
});
