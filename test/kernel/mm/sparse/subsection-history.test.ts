import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../../../src/kernel/kernel.ts';
import { pfn_to_online_page } from '../../../../src/kernel/mm/memory_hotplug/pages.ts';
import { node_zone } from '../../../../src/kernel/mm/memory_hotplug/zones.ts';
import { memunmap_pages } from '../../../../src/kernel/mm/memremap/memremap.ts';
import { pfn_valid } from '../../../../src/kernel/mm/mmzone.ts';
import { ERRNO } from '../../../../src/lib/errno.ts';
import { GiB, KiB, MiB, PAGE_SIZE } from '../../../../src/lib/units.ts';
import { type BootRequest, bootMachine, logged, MID_SECTION } from '../../../helpers/boot.ts';
import { mapDevice as map } from '../../../helpers/device.ts';

/** RAM ends 64 MiB into its last section. */
const RAM_END = 8 * GiB - 64 * MiB;

const boot = (request: BootRequest): Kernel => bootMachine({ platform: MID_SECTION, ...request });
const valid = (k: Kernel, address: number): boolean => pfn_valid(k, address / PAGE_SIZE);

describe('the end of a section that contains RAM', () => {
  it('has struct pages, mapped or not', () => {
    const k = boot({ kernel: '5.3' });
    expect(valid(k, RAM_END)).toBe(true);
    memunmap_pages(k, map(k, RAM_END, 64 * MiB));
    expect(valid(k, RAM_END)).toBe(true);
  });

  it.each(['section-active-v4', 'subsection-v7'] as const)('has them only while mapped with %s', (design) => {
    const k = boot({ kernel: '5.2.1', with: [design] });
    expect(valid(k, RAM_END)).toBe(false);
    const id = map(k, RAM_END, 64 * MiB);
    expect(id).toBeGreaterThan(0);
    expect(valid(k, RAM_END)).toBe(true);
    memunmap_pages(k, id);
    expect(valid(k, RAM_END)).toBe(false);
  });

  it('is taken for online RAM while a device maps it, before 5.12', () => {
    const passes = (kernel: string): boolean => {
      const k = boot({ kernel });
      map(k, RAM_END, 64 * MiB);
      return pfn_to_online_page(k, RAM_END / PAGE_SIZE);
    };
    expect(['5.3', '5.11', '5.12', '6.1'].map(passes)).toEqual([true, true, false, false]);
  });
});

describe('half a sub-section', () => {
  const half = (request: BootRequest): { k: Kernel; result: number } => {
    const k = boot(request);
    return { k, result: map(k, 8 * GiB, MiB) };
  };

  it('is refused by releases that check', () => {
    const { k, result } = half({ kernel: '5.2.1', with: ['subsection-v7'] });
    expect(result).toBe(-ERRNO.EINVAL);
    expect(logged(k, /Misaligned/)).toEqual(['Misaligned __add_pages start: 0x200000 end: #2000ff']);
  });

  it('is rounded to a whole one by the version of 2017', () => {
    const { k, result } = half({ kernel: '4.11', with: ['section-active-v4'] });
    expect(result).toBeGreaterThan(0);
    expect(valid(k, 8 * GiB + MiB + 512 * KiB)).toBe(true);
  });
});

describe('zone Device', () => {
  it('shrinks to the remaining mappings before 5.4', () => {
    const left = (kernel: string): number => {
      const k = boot({ kernel });
      const id = map(k, 8 * GiB, GiB);
      map(k, 10 * GiB, GiB);
      memunmap_pages(k, id);
      const { startPfn, spanned } = node_zone(k, 0, 'Device');
      return startPfn * PAGE_SIZE === 10 * GiB ? (spanned * PAGE_SIZE) / GiB : 0;
    };
    expect(['5.2.1', '5.3', '5.4'].map(left)).toEqual([1, 1, 0]);
  });
});

describe('a range beyond the CPU’s address range', () => {
  const beyond = (kernel: string): { result: number; lines: string[] } => {
    const k = boot({ kernel, config: { X86_5LEVEL: false } });
    return { result: map(k, 2 ** 46, GiB), lines: logged(k, /exceeds maximum/) };
  };

  it('is refused with a WARN from 5.4 on', () => {
    expect(beyond('5.4')).toEqual({
      result: -ERRNO.E2BIG,
      lines: [
        'Hotplugged memory exceeds maximum addressable address, range=0x400000000000-0x40003fffffff, maximum=0x3fffffffffff',
      ],
    });
  });

  it('is refused in advance from 5.12 on', () => {
    expect(beyond('5.12')).toEqual({
      result: -ERRNO.EINVAL,
      lines: [
        'Hotplug memory [0x400000000000-0x400040000000] exceeds maximum addressable range [0-0x3fffffffffff]',
      ],
    });
  });
});
