import { describe, expect, it, test } from 'vitest';
import type { Kernel } from '../../../../src/kernel/kernel.ts';
import { memunmap_pages } from '../../../../src/kernel/mm/memremap/memremap.ts';
import { section } from '../../../../src/kernel/mm/mmzone.ts';
import type { VmemAltmap } from '../../../../src/kernel/mm/state.ts';
import { ERRNO } from '../../../../src/lib/errno.ts';
import { GiB, MiB } from '../../../../src/lib/units.ts';
import { bootMachine, logged } from '../../../helpers/boot.ts';
import {
  ALL,
  altmapOf,
  BASE,
  BY_ENDS,
  BY_ENDS_NO_RAM,
  BY_FRAME,
  BY_SECTION,
  deviceSpan,
  fate,
  isPresent,
  map,
  SECTION,
} from './device.ts';

/** 4 GiB starting in mid-section touch 33 sections; the space for struct pages suffices for 32. */
describe('struct pages in a device that starts in mid-section', () => {
  const START = BASE + 64 * MiB;
  const SIZE = 4 * GiB;
  const DATAOFF = 66 * MiB;
  const attempt = (k: Kernel, owner = 'pfn0.0'): number =>
    map(k, owner, START, SIZE, altmapOf(START, SIZE, DATAOFF));
  const LAST = BASE + 32 * SECTION;

  test.each(['4.9.35', BY_SECTION, BY_ENDS, BY_ENDS_NO_RAM])(
    '%s exhausts the altmap at the last section and keeps the others',
    (kernel) => {
      const k = bootMachine({ kernel });
      expect(attempt(k)).toBe(-ERRNO.ENOMEM);
      expect([isPresent(k, BASE), isPresent(k, LAST - 1), isPresent(k, LAST)]).toEqual([true, true, false]);
    },
  );

  it('are placed in RAM for the shared section when the altmap is looked up by frame', () => {
    const k = bootMachine({ kernel: BY_FRAME });
    expect(attempt(k)).toBeGreaterThan(0);
    expect(section(k, BASE / SECTION)?.memmap).toBe('ram-pmd');
    expect(section(k, BASE / SECTION + 1)?.memmap).toBe('altmap');
  });

  it('fit at the second attempt, which finds 32 sections, and cannot all be freed', () => {
    const k = bootMachine({ kernel: BY_ENDS });
    attempt(k);
    const id = attempt(k);
    expect(id).toBeGreaterThan(0);
    memunmap_pages(k, id);
    expect(logged(k, /reserved pages/)).toEqual([
      'nd_pmem pfn0.0: devm_memremap_pages_release: failed to free all reserved pages',
    ]);
  });

  it('leave the last entry in a radix tree by section, with which the same device then collides', () => {
    const k = bootMachine({ kernel: BY_SECTION });
    attempt(k);
    expect(attempt(k)).toBe(-ERRNO.EBUSY);
    expect(fate(() => attempt(k, 'dax0.0'))).toBe('killed');
  });

  it('grow zone Device at once before 4.13, and since then only when all sections are added', () => {
    const spanAfterFailure = (kernel: string): number => {
      const k = bootMachine({ kernel });
      attempt(k);
      return deviceSpan(k);
    };
    expect(['4.9.35', BY_SECTION, BY_ENDS, BY_ENDS_NO_RAM].map(spanAfterFailure)).toEqual([32, 32, 0, 0]);
  });

  it('are refused by frame when a neighbour with its own struct pages has the shared section', () => {
    const k = bootMachine({ kernel: BY_FRAME });
    const before = START - BASE + SECTION;
    map(k, 'pfn0.1', BASE, before, altmapOf(BASE, before, 6 * MiB));
    const start = BASE + before;
    expect(map(k, 'pfn0.0', start, SIZE, altmapOf(start, SIZE, DATAOFF))).toBe(-ERRNO.EINVAL);
    expect(logged(k, /invalid altmap/)).toEqual(['memory add fail, invalid altmap']);
  });

  it('replace a huge page of the direct mapping left by the failure, which 5.0 warns about', () => {
    const k = bootMachine({ kernel: BY_ENDS_NO_RAM });
    attempt(k);
    map(k, 'pfn0.1', BASE + 3 * GiB, 64 * MiB);
    const splats = k.state.log.lines.flatMap(({ warning }) => warning?.function ?? []);
    expect(splats).toEqual(['add_pages', 'phys_pud_init']);
  });
});

describe('the end of zone Device', () => {
  /** Number of sections in the zone's span after the first of two mappings, one section each, is removed. */
  const spanLeft = (kernel: string, altmap?: VmemAltmap): number => {
    const k = bootMachine({ kernel });
    const first = map(k, 'pfn0.0', BASE, SECTION);
    map(k, 'pfn0.1', BASE + SECTION, SECTION, altmap);
    memunmap_pages(k, first);
    return deviceSpan(k);
  };

  it('is that of the other mapping', () => {
    expect(ALL.map((kernel) => spanLeft(kernel))).toEqual([1, 1, 1, 1, 1]);
  });

  it('is undefined when the first struct page of the other mapping is reserved', () => {
    const altmap = (): VmemAltmap => altmapOf(BASE + SECTION, SECTION, 4 * MiB);
    expect(ALL.map((kernel) => spanLeft(kernel, altmap()))).toEqual([0, 0, 0, 0, 0]);
    expect(spanLeft('6.1', altmap())).toBe(2);
  });
});

describe('page references below zero', () => {
  /** 16 MiB in the middle of a section: less than the offset in the section. */
  const small = (kernel: string): string => {
    const k = bootMachine({ kernel });
    const start = BASE + 64 * MiB;
    const id = map(k, 'pfn0.0', start, 16 * MiB, altmapOf(start, 16 * MiB, 4 * MiB));
    return fate(() => memunmap_pages(k, id));
  };

  it('block the release since 5.0', () => {
    expect([BY_ENDS, BY_ENDS_NO_RAM].map(small)).toEqual(['returned', 'hung']);
  });
});
