import { describe, expect, it, test } from 'vitest';
import { TaskEnd } from '../../../../src/kernel/kernel/panic.ts';
import type { Kernel } from '../../../../src/kernel/kernel.ts';
import { node_zone } from '../../../../src/kernel/mm/memory_hotplug/zones.ts';
import { memunmap_pages } from '../../../../src/kernel/mm/memremap/memremap.ts';
import { pfn_valid, section } from '../../../../src/kernel/mm/mmzone.ts';
import type { VmemAltmap } from '../../../../src/kernel/mm/state.ts';
import { ERRNO } from '../../../../src/lib/errno.ts';
import { GiB, MiB, PAGE_SIZE } from '../../../../src/lib/units.ts';
import { bootMachine, logged } from '../../../helpers/boot.ts';
import { mapDevice } from '../../../helpers/device.ts';

/** RAM ends at 8 GiB; higher addresses belong to a device. */
const BASE = 8 * GiB;
const SECTION = 128 * MiB;

/** One kernel for each way of protecting sections. */
const BY_SECTION = '4.12.4';
const BY_FRAME = '4.14.67';
const BY_ENDS = '4.19.13';
const BY_ENDS_NO_RAM = '5.2.1';
const ALL = ['4.9.35', BY_SECTION, BY_FRAME, BY_ENDS, BY_ENDS_NO_RAM];

const map = (k: Kernel, owner: string, start: number, size: number, altmap?: VmemAltmap): number =>
  mapDevice(k, start, size, { owner, altmap });

/** The altmap that libnvdimm creates for a page map on the device, with the data at `dataoff` bytes. */
function altmapOf(start: number, size: number, dataoff: number): VmemAltmap {
  const base = Math.floor(start / SECTION) * SECTION;
  return {
    basePfn: base / PAGE_SIZE,
    endPfn: (start + size) / PAGE_SIZE - 1,
    reserve: 2 + (start - base) / PAGE_SIZE,
    free: dataoff / PAGE_SIZE - 2,
    align: 0,
    alloc: 0,
  };
}

const isPresent = (k: Kernel, address: number): boolean =>
  section(k, Math.floor(address / SECTION)) !== undefined;
const deviceSpan = (k: Kernel): number => (node_zone(k, 0, 'Device').spanned * PAGE_SIZE) / SECTION;
const fate = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof TaskEnd) return error.fate;
    throw error;
  }
  return 'returned';
};

describe('persistent memory that ends in mid-section next to RAM', () => {
  const cmdline = 'memmap=1088M!4G';
  const warnings = (kernel: string): string[] =>
    bootMachine({ kernel, cmdline }).state.log.lines.flatMap(({ warning, text }) =>
      warning === undefined ? [] : [`${warning.at.replace(/:\d+$/, '')} ${warning.function}: ${text}`],
    );

  test.each(['4.9.35', '4.19.13', '5.2.1'])('%s cannot map it', (kernel) => {
    expect(warnings(kernel)).toEqual([
      'kernel/memremap.c devm_memremap_pages: devm_memremap_pages attempted on mixed region [mem 0x100000000-0x143ffffff flags 0x200]',
    ]);
  });

  test('4.12 and 4.14 log the reason before they truncate it', () => {
    expect(warnings('4.14.67')).toEqual(['kernel/memremap.c devm_memremap_pages: ']);
    expect(
      logged(bootMachine({ kernel: '4.14.67', cmdline }), /^devm_memremap_pages attempted/),
    ).toHaveLength(1);
  });

  test.each(['5.3', '6.1'])('%s maps it', (kernel) => {
    expect(warnings(kernel)).toEqual([]);
  });
});

describe('whole sections', () => {
  test.each(ALL)('%s maps the rest of the first and last section too', (kernel) => {
    const k = bootMachine({ kernel });
    const id = map(k, 'pfn0.0', BASE + 64 * MiB, 128 * MiB);
    expect(id).toBeGreaterThan(0);
    expect([BASE, BASE + SECTION, BASE + 2 * SECTION].map((at) => isPresent(k, at))).toEqual([
      ...[true, true, false],
    ]);
    expect(pfn_valid(k, BASE / PAGE_SIZE)).toBe(true);
    expect(deviceSpan(k)).toBe(2);
  });

  it('are released by size, not by span, before 10a0cd6e4932: the last section leaks', () => {
    const k = bootMachine({ kernel: BY_SECTION });
    memunmap_pages(k, map(k, 'pfn0.0', BASE + 64 * MiB, 128 * MiB));
    expect([isPresent(k, BASE), isPresent(k, BASE + SECTION)]).toEqual([false, true]);
  });

  test.each([BY_FRAME, BY_ENDS, BY_ENDS_NO_RAM])(
    '%s releases the added sections and their zone span',
    (kernel) => {
      const k = bootMachine({ kernel });
      memunmap_pages(k, map(k, 'pfn0.0', BASE + 64 * MiB, 128 * MiB));
      expect([isPresent(k, BASE), isPresent(k, BASE + SECTION)]).toEqual([false, false]);
      expect(deviceSpan(k)).toBe(0);
    },
  );
});

describe('a second mapping in a section', () => {
  const neighbours = (kernel: string): { k: Kernel; first: number; second: number } => {
    const k = bootMachine({ kernel });
    const first = map(k, 'pfn0.0', BASE, 64 * MiB);
    return { k, first, second: map(k, 'pfn0.1', BASE + 64 * MiB, 64 * MiB) };
  };

  it('is refused by section, with a message that names the owner', () => {
    const { k, second } = neighbours(BY_SECTION);
    expect(second).toBe(-ERRNO.EBUSY);
    expect(logged(k, /collides/)).toEqual([
      'nd_pmem pfn0.1: devm_memremap_pages: [mem 0x204000000-0x207ffffff flags 0x200] collides with mapping for pfn0.0',
    ]);
  });

  it('succeeds at the second attempt, since the first one removed the owner from the lookup', () => {
    const { k, first } = neighbours(BY_SECTION);
    const second = map(k, 'pfn0.1', BASE + 64 * MiB, 64 * MiB);
    expect(second).toBeGreaterThan(0);
    memunmap_pages(k, second);
    expect(isPresent(k, BASE)).toBe(false);
    expect(fate(() => memunmap_pages(k, first))).toBe('killed');
    expect(k.state.crashed).toMatch(/paging request in devm_memremap_pages_release/);
  });

  it('is not detected by frame, and releasing the first one oopses', () => {
    const { k, first, second } = neighbours(BY_FRAME);
    expect(second).toBeGreaterThan(0);
    expect(fate(() => memunmap_pages(k, first))).toBe('segfault');
    expect(k.state.crashed).toMatch(/general protection fault.* in __put_page/);
  });

  it('is detected by frame when it overlaps', () => {
    const k = bootMachine({ kernel: BY_FRAME });
    map(k, 'pfn0.0', BASE, 64 * MiB);
    expect(map(k, 'pfn0.1', BASE + 32 * MiB, 64 * MiB)).toBe(-ERRNO.EBUSY);
  });

  test.each([BY_ENDS, BY_ENDS_NO_RAM])('%s refuses it with a WARN each time', (kernel) => {
    const { k, first, second } = neighbours(kernel);
    expect(second).toBe(-ERRNO.ENOMEM);
    expect(map(k, 'pfn0.1', BASE + 64 * MiB, 64 * MiB)).toBe(-ERRNO.ENOMEM);
    expect(logged(k, /Conflicting/)).toEqual(
      Array(2).fill('nd_pmem pfn0.1: Conflicting mapping in same section'),
    );
    memunmap_pages(k, first);
    expect(map(k, 'pfn0.1', BASE + 64 * MiB, 64 * MiB)).toBeGreaterThan(0);
  });

  it('strictly inside a larger range is not detected at its ends: 4.19 fails to insert it, 5.2 replaces it', () => {
    const inside = (kernel: string): number => {
      const k = bootMachine({ kernel });
      map(k, 'pfn0.1', BASE + SECTION, SECTION);
      return map(k, 'pfn0.0', BASE, 3 * SECTION);
    };
    expect(inside(BY_ENDS)).toBe(-ERRNO.EEXIST);
    expect(inside(BY_ENDS_NO_RAM)).toBeGreaterThan(0);
  });
});

describe('a mapping over RAM alone', () => {
  const onRam = (kernel: string): { k: Kernel; result: number } => {
    const k = bootMachine({ kernel });
    return { k, result: map(k, 'pfn0.0', 4 * GiB, 128 * MiB) };
  };

  it('succeeds without mapping anything', () => {
    const { k, result } = onRam(BY_ENDS);
    expect(result).toBeGreaterThan(0);
    expect(deviceSpan(k)).toBe(0);
    memunmap_pages(k, result);
    expect(isPresent(k, 4 * GiB)).toBe(true);
  });

  it('fails since 06489cfbd915', () => {
    const { k, result } = onRam(BY_ENDS_NO_RAM);
    expect(result).toBe(-ERRNO.ENXIO);
    expect(logged(k, /attempted/)).toEqual([
      'devm_memremap_pages attempted on ram region [mem 0x100000000-0x107ffffff flags 0x200]',
    ]);
  });
});

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

describe('devm_memremap_pages of 4.4', () => {
  it('maps a range unchanged, with memory blocks, and hits a BUG on an unaligned release', () => {
    const k = bootMachine({ kernel: '4.4' });
    const id = map(k, 'namespace0.0', BASE, 192 * MiB);
    expect(id).toBeGreaterThan(0);
    expect(k.state.mm.blocks.at(-1)).toMatchObject({ first: 64, last: 65, state: 'offline', zone: 'Device' });
    expect(fate(() => memunmap_pages(k, id))).toBe('segfault');
    expect(k.state.crashed).toMatch(/kernel BUG at mm\/memory_hotplug\.c:\.\.!/);
  });

  it('releases whole sections', () => {
    const k = bootMachine({ kernel: '4.4' });
    memunmap_pages(k, map(k, 'namespace0.0', BASE, 256 * MiB));
    expect(isPresent(k, BASE)).toBe(false);
    expect(k.state.mm.blocks.at(-1)?.last).toBe(63);
  });
});

describe('the line about initialised struct pages', () => {
  const lines = (kernel: string): string[] => {
    const k = bootMachine({ kernel });
    map(k, 'dax0.0', BASE, 4 * GiB, altmapOf(BASE, 4 * GiB, 66 * MiB));
    return logged(k, /initialised/);
  };

  test.each([
    ['4.19.13', []],
    ['4.20', ['dax0.0 initialised, 1031680 pages in 0ms']],
    ['5.4', ['dax0.0 initialised, 1031680 pages in 0ms']],
    ['5.5', ['memmap_init_zone_device initialised 1031680 pages in 0ms']],
    ['6.1', []],
  ])('on %s', (kernel, expected) => {
    expect(lines(kernel)).toEqual(expected);
  });
});

describe('functions and files in a WARN about RAM', () => {
  const where = (kernel: string): string => {
    const k = bootMachine({ kernel });
    map(k, 'pfn0.0', 4 * GiB, 128 * MiB);
    const { warning, text } = k.state.log.lines.findLast((line) => line.warning !== undefined)!;
    return `${warning!.at.replace(/:\.\.$/, '')}: ${text}`;
  };

  test.each([
    [
      '5.2',
      'kernel/memremap.c: devm_memremap_pages attempted on ram region [mem 0x100000000-0x107ffffff flags 0x200]',
    ],
    [
      '5.3',
      'mm/memremap.c: devm_memremap_pages attempted on ram region [mem 0x100000000-0x107ffffff flags 0x200]',
    ],
    [
      '5.9',
      'mm/memremap.c: memremap_pages attempted on ram region [mem 0x100000000-0x107ffffff flags 0x200]',
    ],
    ['5.10', 'mm/memremap.c: attempted on ram region 0x100000000-0x107ffffff'],
  ])('on %s', (kernel, expected) => {
    expect(where(kernel)).toBe(expected);
  });
});
