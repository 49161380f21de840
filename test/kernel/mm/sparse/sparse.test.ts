import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Kernel } from '../../../../src/kernel/kernel.ts';
import { __add_pages, __remove_pages } from '../../../../src/kernel/mm/memory_hotplug/pages.ts';
import { pfn_valid, section } from '../../../../src/kernel/mm/mmzone.ts';
import type { VmemAltmap } from '../../../../src/kernel/mm/state.ts';
import { testBit } from '../../../../src/lib/bitmap64.ts';
import { ERRNO } from '../../../../src/lib/errno.ts';
import { GiB, MiB, PAGE_SIZE } from '../../../../src/lib/units.ts';
import { bootMachine, MID_SECTION } from '../../../helpers/boot.ts';

const RAM_END = 0x1fc000000;

const add = (k: Kernel, start: number, size: number, altmap?: VmemAltmap): number =>
  __add_pages(k, 0, start / PAGE_SIZE, size / PAGE_SIZE, altmap);
const remove = (k: Kernel, start: number, size: number, altmap?: VmemAltmap): void =>
  __remove_pages(k, start / PAGE_SIZE, size / PAGE_SIZE, altmap);
const sectionAt = (k: Kernel, address: number) => section(k, Math.floor(address / (128 * MiB)));
const valid = (k: Kernel, address: number): boolean => pfn_valid(k, address / PAGE_SIZE);

/** Active state of `count` sub-sections from 0x1f0000000 on. */
function granules(k: Kernel, count: number): boolean[] {
  return Array.from({ length: count }, (_, i) => {
    const address = 0x1f0000000 + i * 2 * MiB;
    const state = sectionAt(k, address);
    return state !== undefined && testBit(state.map, (address / (2 * MiB)) % 64);
  });
}

describe('adding a device next to RAM', () => {
  test('reuses the memmap of the shared section, whose frames are valid already', () => {
    const k = bootMachine({ platform: MID_SECTION });
    expect(valid(k, RAM_END)).toBe(true);
    expect(add(k, RAM_END, 64 * MiB)).toBe(0);
    expect(sectionAt(k, RAM_END)).toMatchObject({
      early: true,
      memmap: 'boot',
      map: { lo: 0xffffffff, hi: 0xffffffff },
    });
    remove(k, RAM_END, 64 * MiB);
    expect(sectionAt(k, RAM_END)).toMatchObject({ early: true, map: { lo: 0xffffffff, hi: 0 } });
    expect(valid(k, RAM_END)).toBe(true);
  });

  test('creates base pages in an absent section, where only the added frames are valid', () => {
    const k = bootMachine({ platform: MID_SECTION });
    expect(add(k, 0x200200000, 4 * MiB)).toBe(0);
    expect(sectionAt(k, 0x200000000)).toMatchObject({
      early: false,
      memmap: 'ram-base',
      map: { lo: 0b110, hi: 0 },
    });
    expect([0x200000000, 0x200200000, 0x200600000].map((address) => valid(k, address))).toEqual([
      false,
      true,
      false,
    ]);
  });

  test('fails with -EEXIST at a sub-section in use; sections before it remain', () => {
    const k = bootMachine({ platform: MID_SECTION });
    expect(add(k, 0x210000000, 2 * MiB)).toBe(0);
    expect(add(k, 0x200000000, 512 * MiB)).toBe(-ERRNO.EEXIST);
    expect(valid(k, 0x200000000)).toBe(true);
    expect(valid(k, 0x208000000)).toBe(true);
    expect(valid(k, 0x210200000)).toBe(false);
    expect(valid(k, 0x218000000)).toBe(false);
  });

  test('refuses a range that does not consist of sub-sections, with the WARN of the release', () => {
    for (const [kernel, end] of [
      ['6.1', '#2002ff'],
      ['6.12', '0x2002ff'],
    ] as const) {
      const k = bootMachine({ platform: MID_SECTION, kernel });
      expect(add(k, 0x200100000, 2 * MiB)).toBe(-ERRNO.EINVAL);
      expect(k.state.log.lines.at(-1)).toMatchObject({
        text: `Misaligned __add_pages start: 0x200100 end: ${end}`,
        warning: { function: '__add_pages' },
      });
    }
  });

  test('warns about a second removal of a deactivated section', () => {
    const k = bootMachine({ platform: MID_SECTION });
    add(k, 0x200000000, 4 * MiB);
    remove(k, 0x200000000, 2 * MiB);
    remove(k, 0x200000000, 2 * MiB);
    expect(k.state.log.lines.at(-1)?.text).toBe('section already deactivated (0x200000 + 512)');
    expect(sectionAt(k, 0x200000000)?.map).toEqual({ lo: 0b10, hi: 0 });
  });
});

describe('struct pages in the device', () => {
  const altmapFor = (start: number, free: number): VmemAltmap => ({
    basePfn: start / PAGE_SIZE,
    endPfn: (start + GiB) / PAGE_SIZE - 1,
    reserve: 2,
    free,
    align: 0,
    alloc: 0,
  });

  test('hold whole sections only; the ends of the range use RAM', () => {
    const k = bootMachine({ platform: MID_SECTION });
    const altmap = altmapFor(0x204000000, 4606);
    expect(add(k, 0x204000000, GiB, altmap)).toBe(0);
    expect(sectionAt(k, 0x204000000)?.memmap).toBe('ram-base');
    expect(sectionAt(k, 0x208000000)?.memmap).toBe('altmap');
    expect(altmap.alloc).toBe(7 * 512);
    remove(k, 0x204000000, GiB, altmap);
    expect(altmap.alloc).toBe(0);
  });

  test('do not fall back to RAM when exhausted: -ENOMEM, earlier sections remain', () => {
    const k = bootMachine({ platform: MID_SECTION });
    expect(add(k, 0x200000000, GiB, altmapFor(0x200000000, 510 + 3 * 512))).toBe(-ERRNO.ENOMEM);
    expect(k.state.mm.sections.at(-1)).toMatchObject({ first: 64, last: 66, memmap: 'altmap' });
  });

  test('must start with the range and fit into it', () => {
    const k = bootMachine({ platform: MID_SECTION });
    expect(add(k, 0x200000000, GiB, altmapFor(0x208000000, 4606))).toBe(-ERRNO.EINVAL);
    expect(k.state.log.lines.at(-1)?.text).toBe('memory add fail, invalid altmap');
  });
});

const GRANULES = 448;
const piece = fc.record({
  add: fc.boolean(),
  first: fc.nat(GRANULES - 1),
  count: fc.integer({ min: 1, max: 200 }),
});

describe('active sub-sections', () => {
  test('are exactly the added and not removed bytes', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (steps) => {
        const k = bootMachine({ platform: MID_SECTION });
        const model = granules(k, GRANULES);
        for (const { add: isAdd, first, count } of steps) {
          const end = Math.min(GRANULES, first + count);
          const [start, size] = [0x1f0000000 + first * 2 * MiB, (end - first) * 2 * MiB];
          if (model.slice(first, end).some((active) => active === isAdd)) continue;
          if (isAdd) expect(add(k, start, size)).toBe(0);
          else remove(k, start, size);
          model.fill(isAdd, first, end);
        }
        expect(granules(k, GRANULES)).toEqual(model);
      }),
      { numRuns: 40 },
    );
  });

  test('adding and removing are inverse', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 400 }), (first, count) => {
        const k = bootMachine({ platform: MID_SECTION });
        const before = structuredClone(k.state.mm.sections);
        const [start, size] = [RAM_END + first * 2 * MiB, count * 2 * MiB];
        expect(add(k, start, size)).toBe(0);
        remove(k, start, size);
        expect(k.state.mm.sections).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });
});
