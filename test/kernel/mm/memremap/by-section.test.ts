import { describe, expect, it, test } from 'vitest';
import type { Kernel } from '../../../../src/kernel/kernel.ts';
import { memunmap_pages } from '../../../../src/kernel/mm/memremap/memremap.ts';
import { pfn_valid } from '../../../../src/kernel/mm/mmzone.ts';
import { ERRNO } from '../../../../src/lib/errno.ts';
import { GiB, MiB, PAGE_SIZE } from '../../../../src/lib/units.ts';
import { bootMachine, logged } from '../../../helpers/boot.ts';
import {
  ALL,
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
