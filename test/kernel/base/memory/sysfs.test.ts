import { describe, expect, test } from 'vitest';
import { memory_dir } from '../../../../src/kernel/base/memory/sysfs.ts';
import { node_dir } from '../../../../src/kernel/base/node.ts';
import { firmware_memmap_dir } from '../../../../src/kernel/firmware/memmap.ts';
import { type Directory, dir, resolve } from '../../../../src/kernel/fs/sysfs.ts';
import { proc_iomem } from '../../../../src/kernel/kernel/resource/resource.ts';
import type { Kernel } from '../../../../src/kernel/kernel.ts';
import { add_memory_driver_managed, remove_memory } from '../../../../src/kernel/mm/memory_hotplug/add.ts';
import { node_zone } from '../../../../src/kernel/mm/memory_hotplug/zones.ts';
import { ERRNO } from '../../../../src/lib/errno.ts';
import { GiB, MiB, PAGE_SIZE } from '../../../../src/lib/units.ts';
import { bootMachine, EIGHT_GIB, logged, MID_SECTION } from '../../../helpers/boot.ts';
import { mapDevice } from '../../../helpers/device.ts';

const root = dir({ memory: memory_dir, node: node_dir, memmap: firmware_memmap_dir });

function attribute(k: Kernel, path: string) {
  const found = resolve(k, root, path);
  if (typeof found === 'number' || found.node.kind !== 'file') throw new Error(`no file ${path}`);
  return found.node;
}
const cat = (k: Kernel, path: string): string => String(attribute(k, path).show!(k)).trimEnd();
const echo = (k: Kernel, value: string, path: string): number => attribute(k, path).store!(k, `${value}\n`);
const ls = (k: Kernel, path: string): string[] => {
  const found = resolve(k, root, path);
  return typeof found === 'number' ? [] : [...(found.node as Directory).names(k)];
};

/** A machine with the probe file, 8 GiB of RAM and blocks of 128 MiB. */
const probing = (platform: Record<string, unknown> = EIGHT_GIB, cmdline = ''): Kernel =>
  bootMachine({ platform, cmdline, config: { ARCH_MEMORY_PROBE: true } });
const PROBE = '/memory/probe';
const zones = (k: Kernel, ...ids: number[]): string[] =>
  ids.map((id) => cat(k, `/memory/memory${id}/valid_zones`));
const span = (k: Kernel, name: 'Normal' | 'Movable'): [number, number, number] => {
  const { startPfn, spanned, present } = node_zone(k, 0, name);
  return [startPfn * PAGE_SIZE, spanned * PAGE_SIZE, present * PAGE_SIZE];
};

describe('memory blocks at boot', () => {
  test('are online, each in its zone; the first one has two zones and shows none', () => {
    const k = bootMachine();
    expect(zones(k, 0, 1, 23, 32, 63)).toEqual(['none', 'DMA32', 'DMA32', 'Normal', 'Normal']);
    expect(ls(k, '/memory').filter((name) => /^memory\d/.test(name))).toHaveLength(24 + 32);
    expect(ls(k, '/memory')).not.toContain('memory24');
    expect(cat(k, '/memory/memory63/phys_index')).toBe('0000003f');
    expect(cat(k, '/memory/block_size_bytes')).toBe('8000000');
  });

  test.each([
    ['below 64 GiB', 63, true, '8000000'],
    ['64 GiB and more, bare metal', 65, false, '80000000'],
    ['64 GiB and more in a VM that ends at 2 GiB', 66, true, '80000000'],
    ['at an odd GiB', 65, true, '40000000'],
    ['at 128 MiB', 64.125, true, '8000000'],
  ])('have a size that depends on the end of RAM: %s', (_what, end, hypervisor, size) => {
    const e820 = [
      ...EIGHT_GIB.e820.slice(0, 3),
      { start: '0x100000000', end: end * GiB - 1, type: 'usable' },
    ];
    const k = bootMachine({ platform: { e820, hypervisor } });
    expect(cat(k, '/memory/block_size_bytes')).toBe(size);
    expect(logged(k, /block size/)).toEqual([
      `x86/mm: Memory block size: ${Number.parseInt(size, 16) / MiB}MB`,
    ]);
  });

  test('have a probe file only if the kernel is built with one', () => {
    expect(ls(bootMachine(), '/memory')).not.toContain('probe');
    expect(ls(probing(), '/memory')).toContain('probe');
  });
});

describe('adding RAM through the probe file', () => {
  test('creates one offline block, a resource and an entry of the firmware map', () => {
    const k = probing();
    expect(echo(k, '0x200000000', PROBE)).toBe(0);
    expect(cat(k, '/memory/memory64/state')).toBe('offline');
    expect(zones(k, 64)).toEqual(['Normal Movable']);
    expect(proc_iomem(k)).toContain('200000000-207ffffff : System RAM\n');
    expect(cat(k, '/memmap/4/type')).toBe('System RAM');
    expect(cat(k, '/memmap/4/end')).toBe('0x207ffffff');
    expect(k.state.mm.maxPfn * PAGE_SIZE).toBe(0x208000000);
  });

  test.each([
    ['not a number', 'foo', -ERRNO.EINVAL],
    ['not at a block', '0x200200000', -ERRNO.EINVAL],
    ['where RAM is', '0x100000000', -ERRNO.EEXIST],
    ['beyond every address', '0xfffffffff8000000', -ERRNO.E2BIG],
  ])('is refused: %s', (_what, value, error) => {
    expect(echo(probing(), value, PROBE)).toBe(error);
  });

  test('fails for an address reserved by a DIMM of persistent memory or with a sub-section in use', () => {
    const k = probing();
    mapDevice(k, 0x204000000, 2 * MiB);
    expect(echo(k, '0x200000000', PROBE)).toBe(-ERRNO.EEXIST);
    expect(ls(k, '/memory')).not.toContain('memory64');
    expect(proc_iomem(k)).not.toContain('200000000-207ffffff : System RAM');
  });

  test('onlines new blocks according to auto_online_blocks', () => {
    const k = probing();
    expect(echo(k, 'nonsense', '/memory/auto_online_blocks')).toBe(-ERRNO.EINVAL);
    expect(echo(k, 'online_movable', '/memory/auto_online_blocks')).toBe(0);
    echo(k, '0x200000000', PROBE);
    expect(zones(k, 64)).toEqual(['Movable']);
  });

  test('follows the policy of memhp_default_state= set at boot', () => {
    expect(cat(probing(EIGHT_GIB, 'memhp_default_state=online'), '/memory/auto_online_blocks')).toBe(
      'online',
    );
  });
});

describe('online and offline', () => {
  const three = (cmdline = ''): Kernel => {
    const k = probing(EIGHT_GIB, cmdline);
    for (const address of ['0x200000000', '0x208000000', '0x210000000']) echo(k, address, PROBE);
    return k;
  };

  test('lower blocks can join either zone after the highest was onlined movable', () => {
    const k = three();
    expect(echo(k, 'online_movable', '/memory/memory66/state')).toBe(0);
    expect(zones(k, 64, 65, 66)).toEqual(['Normal Movable', 'Normal Movable', 'Movable']);
    expect(span(k, 'Movable')).toEqual([0x210000000, 128 * MiB, 128 * MiB]);
    expect(logged(k, /^Policy zone/)).toEqual(['Policy zone: Normal', 'Policy zone: Normal']);
  });

  test('a block inside Movable joins Movable by default', () => {
    const k = three();
    echo(k, 'online_movable', '/memory/memory64/state');
    echo(k, 'online_movable', '/memory/memory66/state');
    expect(zones(k, 65)).toEqual(['Movable Normal']);
    expect(echo(k, 'online', '/memory/memory65/state')).toBe(0);
    expect(zones(k, 65)).toEqual(['Movable']);
  });

  test('movable_node makes Movable the default, but not inside Normal', () => {
    const k = three('movable_node');
    expect(zones(k, 64, 65, 66)).toEqual(['Movable Normal', 'Movable Normal', 'Movable Normal']);
    echo(k, 'online_kernel', '/memory/memory66/state');
    expect(zones(k, 65)).toEqual(['Normal Movable']);
  });

  test('a zone shrinks to its remaining blocks, gaps included', () => {
    const k = three();
    for (const id of [64, 65, 66]) echo(k, 'online_kernel', `/memory/memory${id}/state`);
    expect(span(k, 'Normal')).toEqual([4 * GiB, 4 * GiB + 384 * MiB, 4 * GiB + 384 * MiB]);
    expect(echo(k, 'offline', '/memory/memory65/state')).toBe(0);
    expect(span(k, 'Normal')).toEqual([4 * GiB, 4 * GiB + 384 * MiB, 4 * GiB + 256 * MiB]);
    expect(echo(k, 'offline', '/memory/memory66/state')).toBe(0);
    expect(span(k, 'Normal')).toEqual([4 * GiB, 4 * GiB + 128 * MiB, 4 * GiB + 128 * MiB]);
  });

  test('a zone that loses its last block is empty, and a zone shrinks from below as well', () => {
    const k = three();
    for (const id of [64, 66]) echo(k, 'online_movable', `/memory/memory${id}/state`);
    echo(k, 'offline', '/memory/memory64/state');
    expect(span(k, 'Movable')).toEqual([0x210000000, 128 * MiB, 128 * MiB]);
    echo(k, 'offline', '/memory/memory66/state');
    expect(span(k, 'Movable')).toEqual([0, 0, 0]);
  });

  test('writing the current state is an error for state, not for online', () => {
    const k = three();
    expect(echo(k, 'offline', '/memory/memory64/state')).toBe(-ERRNO.EINVAL);
    expect(echo(k, '0', '/memory/memory64/online')).toBe(0);
    expect(echo(k, '1', '/memory/memory64/online')).toBe(0);
    expect(echo(k, 'online', '/memory/memory64/state')).toBe(-ERRNO.EINVAL);
    expect(echo(k, 'bogus', '/memory/memory64/state')).toBe(-ERRNO.EINVAL);
  });

  test('a block with two zones, with a hole, or with boot struct pages cannot be offlined', () => {
    const k = bootMachine({ cmdline: 'memmap=64M!5G' });
    expect(echo(k, 'offline', '/memory/memory0/state')).toBe(-ERRNO.EINVAL);
    expect(echo(k, 'offline', '/memory/memory40/state')).toBe(-ERRNO.EINVAL);
    expect(echo(k, 'offline', '/memory/memory63/state')).toBe(-ERRNO.EBUSY);
    expect(echo(k, 'offline', '/memory/memory41/state')).toBe(0);
    expect(cat(k, '/memory/memory41/valid_zones')).toBe('Normal Movable');
  });
});

describe('RAM managed by a driver', () => {
  const kmem = 'System RAM (kmem)';

  test('has its own name, is not in the firmware map, and can be removed once it is offline', () => {
    const k = bootMachine();
    expect(add_memory_driver_managed(k, 0, 0x200000000, GiB, { name: kmem })).toBe(0);
    expect(proc_iomem(k)).toContain(`200000000-23fffffff : ${kmem}\n`);
    expect(ls(k, '/memmap')).toEqual(['0', '1', '2', '3']);
    echo(k, 'online_movable', '/memory/memory66/state');
    expect(remove_memory(k, 0x200000000, GiB)).toBe(-ERRNO.EBUSY);
    expect(logged(k, /^removing/)).toEqual([
      'removing memory fails, because memory [0x0000000210000000-0x0000000217ffffff] is onlined',
    ]);
    echo(k, 'offline', '/memory/memory66/state');
    expect(remove_memory(k, 0x200000000, GiB)).toBe(0);
    expect(proc_iomem(k)).not.toContain(kmem);
    expect(ls(k, '/memory')).not.toContain('memory64');
  });

  test('must consist of whole blocks', () => {
    const k = bootMachine();
    expect(add_memory_driver_managed(k, 0, 0x200200000, 0x40000000, { name: kmem })).toBe(-ERRNO.EINVAL);
    expect(logged(k, /^Block size/)).toEqual([
      'Block size [0x8000000] unaligned hotplug range: start 0x200200000, size 0x40000000',
    ]);
    expect(proc_iomem(k)).not.toContain(kmem);
  });

  test('onlines its node and offlines it on removal', () => {
    const numa = [
      { node: 0, start: '0x0', end: '0x1ffffffff' },
      { node: 1, start: '0x200000000', end: '0x2ffffffff' },
    ];
    const k = bootMachine({ platform: { ...EIGHT_GIB, numa } });
    expect(cat(k, '/node/online')).toBe('0');
    expect(cat(k, '/node/possible')).toBe('0-1');
    expect(add_memory_driver_managed(k, 1, 0x200000000, GiB, { name: kmem })).toBe(0);
    expect(cat(k, '/node/online')).toBe('0-1');
    expect(ls(k, '/node/node1')).toContain('memory64');
    expect(ls(k, '/node/node0')).not.toContain('memory64');
    expect(cat(k, '/node/node1/distance')).toBe('20 10');
    remove_memory(k, 0x200000000, GiB);
    expect(cat(k, '/node/online')).toBe('0');
    expect(add_memory_driver_managed(k, 7, 0x200000000, GiB, { name: kmem })).toBe(-ERRNO.EINVAL);
    expect(logged(k, /absent/)).toEqual(['node 7 was absent from the node_possible_map']);
  });
});

describe('offlining a page', () => {
  const PMEM = '0x200000000';
  const withPmem = (): Kernel => {
    const k = bootMachine();
    mapDevice(k, 8 * GiB, GiB);
    return k;
  };

  test.each([
    ['RAM', '0x130000000', 0, 0],
    ['persistent memory', PMEM, -ERRNO.EIO, -ERRNO.EBUSY],
    ['nothing', '0x1000000000', -ERRNO.ENXIO, -ERRNO.ENXIO],
    ['no number', 'page', -ERRNO.EINVAL, -ERRNO.EINVAL],
  ])('%s', (_what, address, soft, hard) => {
    const k = withPmem();
    expect(echo(k, address, '/memory/soft_offline_page')).toBe(soft);
    expect(echo(k, address, '/memory/hard_offline_page')).toBe(hard);
  });

  test('recognises persistent memory in the last section of RAM by its page map', () => {
    const k = bootMachine({ platform: MID_SECTION });
    mapDevice(k, 0x1fc000000, 4 * GiB);
    expect(echo(k, '0x1fc000000', '/memory/soft_offline_page')).toBe(-ERRNO.EIO);
    expect(echo(k, '0x1fbfff000', '/memory/soft_offline_page')).toBe(0);
  });
});
