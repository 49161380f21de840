import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  dpa_adjust,
  dpa_allocate,
  dpa_allocated,
  dpa_busy,
  dpa_cache_busy,
  dpa_extents,
  dpa_free,
  dpa_gaps,
  dpa_rename,
  dpa_space,
} from '../../../../src/kernel/nvdimm/dimm_devs/dpa.ts';
import type { DpaSpace } from '../../../../src/kernel/nvdimm/dimm_devs/state.ts';

const TOP = 64;
const tiles = (space: DpaSpace): (string | undefined)[] => {
  const owner: (string | undefined)[] = Array.from({ length: TOP });
  for (const { start, size, label } of Object.values(space.extents))
    for (let at = start; at < start + size; at++) {
      if (owner[at] !== undefined) throw new Error(`${at} belongs to ${owner[at]} and ${label}`);
      owner[at] = label;
    }
  return owner;
};

const step = fc.record({
  op: fc.constantFrom('allocate', 'free', 'shrink', 'grow', 'rename'),
  label: fc.constantFrom('a', 'b', 'c'),
  at: fc.nat(TOP - 1),
  size: fc.integer({ min: 1, max: 12 }),
});

test('extents never overlap, and the gaps are exactly the rest', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25, size: 'max' }), (steps) => {
      const space = dpa_space();
      const model: (string | undefined)[] = Array.from({ length: TOP });
      const fill = (start: number, size: number, label?: string) => model.fill(label, start, start + size);
      const isFree = (start: number, size: number) =>
        start + size <= TOP && model.slice(start, start + size).every((owner) => owner === undefined);
      for (const { op, label, at, size } of steps) {
        const [extent] = dpa_extents(space, label);
        if (op === 'allocate' && at + size <= TOP) {
          const fits = isFree(at, size);
          expect(dpa_allocate(space, label, at, size)).toBe(fits);
          if (fits) fill(at, size, label);
        } else if (extent === undefined) {
          continue;
        } else if (op === 'free') {
          dpa_free(space, extent);
          fill(extent.start, extent.size);
        } else if (op === 'shrink' && size < extent.size) {
          dpa_adjust(space, extent, extent.start, size);
          fill(extent.start + size, extent.size - size);
        } else if (op === 'grow' && isFree(extent.start + extent.size, size)) {
          dpa_adjust(space, extent, extent.start, extent.size + size);
          fill(extent.start, extent.size + size, label);
        } else if (op === 'rename') {
          dpa_rename(space, label, 'd');
          for (let i = 0; i < TOP; i++) if (model[i] === label) model[i] = 'd';
        }
        expect(tiles(space)).toEqual(model);
        const gaps = [...dpa_gaps(space, 0, TOP - 1)];
        const free = model.map((_, i) => gaps.some((gap) => gap.start <= i && i <= gap.end));
        expect(free).toEqual(model.map((owner) => owner === undefined));
        for (let i = 1; i < gaps.length; i++) expect(gaps[i]!.start).toBeGreaterThan(gaps[i - 1]!.end + 1);
        expect(dpa_allocated(space, 'a')).toBe(model.filter((owner) => owner === 'a').length);
        expect(space.count).toBe(Object.keys(space.extents).length);
      }
    }),
  );
});

test('freeing an allocation restores the space', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(TOP), fc.integer({ min: 1, max: 9 })), { maxLength: 12 }),
      (asked) => {
        const space = dpa_space();
        dpa_allocate(space, 'kept', 20, 5);
        const before = JSON.stringify(space);
        const taken = asked.filter(([at, size], i) => dpa_allocate(space, `n${i}`, at, size));
        for (const [at] of taken) dpa_free(space, space.extents[at]!);
        expect(JSON.stringify(space)).toBe(before);
      },
    ),
  );
});

test('the cached busy sum equals a new sum', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(TOP), fc.integer({ min: 1, max: 9 }), fc.boolean()), { maxLength: 20 }),
      fc.constantFrom(1, 2, 4, 8),
      (asked, align) => {
        const mapping = { start: 8, end: 47, align };
        const space = dpa_space();
        dpa_cache_busy(space, 'kept', mapping);
        for (const [at, size, release] of asked) {
          const done = dpa_allocate(space, 'a', at, size);
          if (done && release) dpa_free(space, space.extents[at]!);
        }
        expect(space.busy.kept).toEqual(dpa_busy(space, 'anew', mapping));
      },
    ),
  );
});

test('an empty range cannot be allocated', () => {
  expect(dpa_allocate(dpa_space(), 'a', 0, 0)).toBe(false);
});
