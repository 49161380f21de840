import { describe, expect, test } from 'vitest';
import type { Kernel } from '../../../../src/kernel/kernel.ts';
import { node_zone } from '../../../../src/kernel/mm/memory_hotplug/zones.ts';
import { memremap_pages, memunmap_pages } from '../../../../src/kernel/mm/memremap/memremap.ts';
import { get_dev_pagemap } from '../../../../src/kernel/mm/memremap/pgmap-array.ts';
import { ERRNO } from '../../../../src/lib/errno.ts';
import { GiB, MiB, PAGE_SIZE } from '../../../../src/lib/units.ts';
import { bootMachine, logged } from '../../../helpers/boot.ts';
import { mapDevice as map } from '../../../helpers/device.ts';

/** The zone of devices; RAM of the machine ends at 8 GiB. */
const device = (k: Kernel): { start: number; spanned: number; present: number } => {
  const { startPfn, spanned, present } = node_zone(k, 0, 'Device');
  return { start: startPfn * PAGE_SIZE, spanned: spanned * PAGE_SIZE, present };
};

describe('mapping a device', () => {
  test('adds its frames to zone Device, which never shrinks', () => {
    const k = bootMachine();
    const first = map(k, 8 * GiB, GiB);
    map(k, 12 * GiB, 64 * MiB, { owner: 'pfn1.0' });
    expect(device(k)).toEqual({ start: 8 * GiB, spanned: 4 * GiB + 64 * MiB, present: 0 });
    memunmap_pages(k, first);
    expect(device(k)).toEqual({ start: 8 * GiB, spanned: 4 * GiB + 64 * MiB, present: 0 });
    expect(get_dev_pagemap(k, (8 * GiB) / PAGE_SIZE)).toBeUndefined();
    expect(get_dev_pagemap(k, (12 * GiB) / PAGE_SIZE)?.owner).toBe('pfn1.0');
  });

  test('does not raise the end of memory', () => {
    const k = bootMachine();
    map(k, 64 * GiB, GiB);
    expect(k.state.mm.maxPfn).toBe((8 * GiB) / PAGE_SIZE);
  });

  test('taints the sections that it shares', () => {
    const k = bootMachine();
    map(k, 8 * GiB + 64 * MiB, 128 * MiB);
    const tainted = k.state.mm.sections.filter(({ taint }) => taint);
    expect(tainted.flatMap(({ first, last }) => [first, last])).toEqual([64, 64, 65, 65]);
    map(k, 16 * GiB, 128 * MiB);
    expect(k.state.mm.sections.at(-1)).toMatchObject({ first: 128, last: 128, taint: false });
  });

  test('at a mapped range is a conflict with a WARN each time', () => {
    const k = bootMachine();
    map(k, 8 * GiB, GiB);
    for (let again = 0; again < 2; again++) expect(map(k, 8 * GiB, GiB)).toBe(-ERRNO.ENOMEM);
    expect(logged(k, /^Conflicting mapping in same section$/)).toHaveLength(2);
  });

  test('over a smaller mapping in its middle is not detected as a conflict, but its section is in use', () => {
    const k = bootMachine();
    map(k, 9 * GiB, 2 * MiB);
    expect(map(k, 8 * GiB, 4 * GiB, { owner: 'pfn1.0' })).toBe(-ERRNO.EEXIST);
    expect(logged(k, /Conflicting/)).toEqual([]);
    expect(k.state.log.lines.at(-1)?.warning).toMatchObject({
      function: 'add_pages',
      calls: ['arch_add_memory', 'pagemap_range', 'memremap_pages'],
    });
    expect(get_dev_pagemap(k, (9 * GiB) / PAGE_SIZE)).toBeUndefined();
    expect(k.state.mm.sections.find(({ first }) => first === 64)).toMatchObject({ last: 71, early: false });
  });

  test('over RAM is refused, with a WARN the first time only', () => {
    const k = bootMachine();
    expect(map(k, 7 * GiB, 2 * GiB)).toBe(-ERRNO.ENXIO);
    expect(map(k, 5 * GiB, GiB)).toBe(-ERRNO.ENXIO);
    expect(logged(k, /^attempted/)).toEqual(['attempted on ram region 0x1c0000000-0x23fffffff']);
  });

  test('over RAM and other memory is reported as mixed', () => {
    const k = bootMachine({ cmdline: 'memmap=1G$10G' });
    expect(map(k, 7 * GiB, 4 * GiB)).toBe(-ERRNO.ENXIO);
    expect(logged(k, /^attempted/)).toEqual(['attempted on mixed region 0x1c0000000-0x2bfffffff']);
  });

  test('beyond the kernel’s address range is refused', () => {
    const k = bootMachine({ config: { X86_5LEVEL: false } });
    expect(map(k, 2 ** 46 - GiB, 2 * GiB)).toBe(-ERRNO.EINVAL);
    expect(logged(k, /^Hotplug/)).toEqual([
      'Hotplug memory [0x3fffc0000000-0x400040000000] exceeds maximum addressable range [0-0x3fffffffffff]',
    ]);
    expect(k.state.mm.pagemaps).toEqual({});
  });

  test('with several ranges is undone when one fails', () => {
    const k = bootMachine();
    const ranges = [8, 10, 7].map((at) => ({ start: at * GiB, end: (at + 1) * GiB - 1 }));
    const before = structuredClone(k.state.mm.sections);
    expect(memremap_pages(k, { owner: 'dax0.0', type: 'generic', ranges }, 0, '')).toBe(-ERRNO.ENXIO);
    expect(k.state.mm.sections).toEqual(before);
    expect(k.state.mm.pagemapFrames).toEqual([]);
  });

  test('with struct pages on the device frees all of them on release', () => {
    const k = bootMachine();
    const altmap = {
      basePfn: (8 * GiB) / PAGE_SIZE,
      endPfn: (9 * GiB) / PAGE_SIZE - 1,
      reserve: 2,
      free: 4606,
      align: 0,
      alloc: 0,
    };
    const id = map(k, 8 * GiB, GiB, { altmap });
    expect(altmap.alloc).toBe(4096);
    memunmap_pages(k, id);
    expect(altmap.alloc).toBe(0);
    expect(logged(k, /reserved pages/)).toEqual([]);
  });
});
