import { describe, expect, it, test } from 'vitest';
import { has_added_memory } from '../../../src/kernel/acpi/acpi_memhotplug.ts';
import { acpi_scan_device_check, acpi_scan_hot_remove } from '../../../src/kernel/acpi/scan.ts';
import type { AcpiMemoryDevice } from '../../../src/kernel/acpi/state.ts';
import { proc_iomem } from '../../../src/kernel/kernel/resource/resource.ts';
import type { Kernel } from '../../../src/kernel/kernel.ts';
import { ERRNO } from '../../../src/lib/errno.ts';
import { GiB } from '../../../src/lib/units.ts';
import { bootMachine, logged } from '../../helpers/boot.ts';
import { drive } from '../../helpers/pmem.ts';

/** 3 GiB of RAM and an NVDIMM of 2 MiB at 4 GiB, where hot-added RAM would start. */
const KATA = {
  e820: [
    { start: '0x0', end: '0x9fbff', type: 'usable' },
    { start: '0x100000', end: '0xbfffffff', type: 'usable' },
  ],
  nvdimms: [{ handle: 1, serial: 1, size: '0x200000', address: '0x100000000' }],
};

const boot = (kernel = '6.1', config = {}): Kernel => bootMachine({ kernel, platform: KATA, config });
const said = (k: Kernel): string[] => logged(k, /unaligned|PNP0C80|exceeds/);

describe('a hot-plugged DIMM of RAM', () => {
  it('adds offline memory blocks, a resource and an entry of the firmware map', () => {
    const k = boot();
    expect(acpi_scan_device_check(k, 0x108000000, GiB)).toMatchObject({
      error: 0,
      device: { name: 'PNP0C80:01', enabled: true },
    });
    expect(proc_iomem(k)).toContain('\n108000000-147ffffff : System RAM\n');
    expect(k.state.mm.blocks.at(-1)).toMatchObject({ first: 33, last: 40, state: 'offline' });
    expect(drive(k).cat('/sys/firmware/memmap/2/start')).toBe('0x108000000');
    expect(said(k)).toEqual([]);
  });

  it.each(['5.4.77', '6.1', '6.12'])('%s: is refused when RAM cannot hold its struct pages', (kernel) => {
    const e820 = [{ start: '0x100000', end: '0xfffffff', type: 'usable' }];
    const k = bootMachine({ kernel, platform: { e820 } });
    expect(acpi_scan_device_check(k, 0x100000000, 15 * GiB)).toMatchObject({
      error: -ERRNO.ENOMEM,
      device: { enabled: false },
    });
    expect(logged(k, /PNP0C80/)).toEqual([
      'acpi PNP0C80:00: add_memory failed',
      'acpi PNP0C80:00: acpi_memory_enable_device() error',
      'acpi PNP0C80:00: Enumeration failure',
    ]);
    const { at } = k.state.log.lines.find(({ warning }) => warning !== undefined)!.warning!;
    expect(at).toBe({ '5.4.77': 'arch/x86/mm/init_64.c:852' }[kernel] ?? at);
    expect(acpi_scan_device_check(k, 0x100000000, 8 * GiB).error).toBe(0);
  });

  it('is onlined according to the policy', () => {
    const k = boot();
    expect(drive(k).echo('online_movable', '/sys/devices/system/memory/auto_online_blocks')).toBe('ok');
    acpi_scan_device_check(k, 0x108000000, GiB);
    expect(k.state.mm.blocks.at(-1)).toMatchObject({ first: 33, last: 40, state: 'online', zone: 'Movable' });
  });

  test.each([
    ['4.16', 'Section-unaligned hotplug range: start 0x100200000, size 0x40000000'],
    ['4.18', 'Block size [0x8000000] unaligned hotplug range: start 0x100200000, size 0x40000000'],
    ['6.1', 'Block size [0x8000000] unaligned hotplug range: start 0x100200000, size 0x40000000'],
  ])('%s: is refused after an NVDIMM of 2 MiB and leaves nothing behind', (kernel, line) => {
    const k = boot(kernel);
    const before = proc_iomem(k);
    expect(acpi_scan_device_check(k, 0x100200000, GiB)).toMatchObject({
      error: -ERRNO.EINVAL,
      device: { enabled: false },
    });
    expect(said(k)).toEqual([
      line,
      'acpi PNP0C80:01: add_memory failed',
      'acpi PNP0C80:01: acpi_memory_enable_device() error',
      'acpi PNP0C80:01: Enumeration failure',
    ]);
    expect(proc_iomem(k)).toBe(before);
    expect(acpi_scan_device_check(k, 0x108000000, GiB).device.name).toBe('PNP0C80:02');
  });

  it('is treated as known memory when its range is reserved already', () => {
    const k = boot();
    expect(acpi_scan_device_check(k, 4 * GiB, GiB)).toMatchObject({
      error: -ERRNO.EEXIST,
      device: { enabled: true },
    });
    expect(said(k)).toEqual([]);
    expect(k.state.mm.blocks.every(({ early }) => early)).toBe(true);
  });

  it('must not be empty', () => {
    const k = boot();
    acpi_scan_device_check(k, 8 * GiB, 0);
    expect(said(k)[0]).toBe('acpi PNP0C80:01: device is empty');
  });
});

/** Zones as /proc/zoneinfo has them, without empty ones. */
const zones = (k: Kernel) =>
  k.state.mm.zones
    .filter(({ spanned }) => spanned > 0)
    .map(({ name, startPfn, spanned, present }) => ({ name, startPfn, spanned, present }));

const plug = (k: Kernel, start: number, size: number): AcpiMemoryDevice =>
  acpi_scan_device_check(k, start, size).device;

const setBlock = (k: Kernel, id: number, state: string): void => {
  expect(drive(k).echo(state, `/sys/devices/system/memory/memory${id}/state`)).toBe('ok');
};

describe('a DIMM of RAM that is unplugged', () => {
  const E820 = [
    { start: '0x0', end: '0x9fbff', type: 'usable' },
    { start: '0x100000', end: '0x7ffdffff', type: 'usable' },
  ];

  it('goes offline and leaves, as Linux 6.1 in QEMU showed', () => {
    const k = bootMachine({ kernel: '6.1', platform: { e820: E820 } });
    const [first] = [4 * GiB, 4.5 * GiB].map((start) => plug(k, start, GiB / 2));
    for (const id of [32, 33]) setBlock(k, id, 'online_movable');
    setBlock(k, 37, 'online_kernel');
    const dma = zones(k).slice(0, 2);
    const normal = { name: 'Normal', startPfn: 1212416, spanned: 32768, present: 32768 };
    expect(zones(k).slice(2)).toEqual([
      normal,
      { name: 'Movable', startPfn: 1048576, spanned: 65536, present: 65536 },
    ]);
    expect(acpi_scan_hot_remove(k, first!)).toBe(0);
    expect(zones(k)).toEqual([...dma, normal]);
    expect(proc_iomem(k)).not.toContain('100000000-11fffffff');
    expect(proc_iomem(k)).toContain('\n120000000-13fffffff : System RAM\n');
    expect(k.state.mm.blocks.at(-1)).toMatchObject({ first: 38, last: 39 });
    expect(k.state.mm.blocks.some((run) => run.first <= 35 && run.last >= 32)).toBe(false);
    // The slot is free again; the number in /sys/firmware/memmap is not.
    expect(plug(k, 4 * GiB, GiB / 2).name).toBe('PNP0C80:00');
    expect(k.state.e820.hotplugged.map(({ index, start }) => [index, start])).toEqual([
      [3, 4.5 * GiB],
      [4, 4 * GiB],
    ]);
    setBlock(k, 33, 'online');
    expect(zones(k).slice(2)).toEqual([
      { name: 'Normal', startPfn: 1081344, spanned: 163840, present: 65536 },
    ]);
  });

  it('stays when a block does not go offline, and those that did are online again', () => {
    const platform = { e820: [...E820, { start: '0x100000000', end: '0x14ffffffff', type: 'usable' }] };
    const k = bootMachine({ kernel: '4.14', platform });
    // Blocks have 2 GiB; the last is half a hole, which cannot go offline, and the first is offline.
    const device = plug(k, 88 * GiB, 5 * GiB);
    setBlock(k, 45, 'online_movable');
    setBlock(k, 46, 'online_movable');
    const before = structuredClone(k.state.mm.blocks);
    expect(acpi_scan_hot_remove(k, device)).toBe(-ERRNO.EBUSY);
    expect(logged(k, /Offline failed/)).toEqual(['memory memory46: Offline failed.']);
    expect(k.state.mm.blocks).toEqual(before);
    expect(has_added_memory(k, device)).toBe(true);
    expect(k.state.acpi!.memory).toEqual([device]);
  });

  it('takes nothing along when it brought nothing', () => {
    const k = boot();
    const [refused, own, same] = [0x100200000, 0x108000000, 0x108000000].map((at) => plug(k, at, GiB));
    expect([refused, own, same].map((device) => has_added_memory(k, device!))).toEqual([false, true, false]);
    expect(acpi_scan_hot_remove(k, refused!)).toBe(0);
    expect(proc_iomem(k)).toContain('\n108000000-147ffffff : System RAM\n');
    expect(k.state.acpi!.memory).toEqual([own, same]);
  });
});

describe('a DIMM of RAM on a node', () => {
  const platform = {
    e820: [
      { start: '0x0', end: '0x9fbff', type: 'usable' },
      { start: '0x100000', end: '0x7ffdffff', type: 'usable' },
    ],
    cpus: [{ cpu: 0, node: 0 }],
    numa: [
      { start: '0x0', end: '0x7fffffff', node: 0 },
      { start: '0x100000000', end: '0x127fffffff', node: 1, hotplug: true },
    ],
  };

  /** Log lines about zones since the last call. */
  function reader(k: Kernel) {
    let read = k.state.log.lines.length;
    return () => {
      const lines = k.state.log.lines.slice(read).map(({ text }) => text.trim());
      read = k.state.log.lines.length;
      return lines;
    };
  }

  it('brings the node and takes it along, as Linux 6.1 in QEMU showed', () => {
    const k = bootMachine({ kernel: '6.1', platform });
    const read = reader(k);
    const { device } = acpi_scan_device_check(k, 4 * GiB, GiB / 2, 1);
    expect(read()).toEqual(['Fallback order for Node 1: 1 0', 'Policy zone: DMA32']);
    expect(k.state.mm.nodes).toEqual([0, 1]);
    setBlock(k, 32, 'online_movable');
    const both = ['Fallback order for Node 0: 0 1', 'Fallback order for Node 1: 1 0', 'Policy zone: DMA32'];
    expect(read()).toEqual(both);
    expect(zones(k).at(-1)).toEqual({ name: 'Movable', startPfn: 1048576, spanned: 32768, present: 32768 });
    expect(acpi_scan_hot_remove(k, device)).toBe(0);
    expect(read()).toEqual(both);
    expect(k.state.mm.nodes).toEqual([0]);
  });

  it('is on the first node when its address has none and the firmware does not tell', () => {
    const k = bootMachine({ kernel: '6.1', platform });
    acpi_scan_device_check(k, 4 * GiB, GiB / 2);
    expect(k.state.mm.blocks.at(-1)).toMatchObject({ first: 32, last: 35, nid: 0 });
  });
});
