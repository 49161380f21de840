import { describe, expect, test } from 'vitest';
import {
  memory_add_physaddr_to_nid,
  numa_map_to_online_node,
  phys_to_target_node,
} from '../../src/kernel/arch/x86/numa/nodes.ts';
import { GiB, PAGE_SIZE, TiB } from '../../src/lib/units.ts';
import { bootMachine, EIGHT_GIB, logged } from '../helpers/boot.ts';

const usable = (start: number, end: number) => ({ start, end: end - 1, type: 'usable' });

describe('boot', () => {
  test('logs the steps of memory setup in the kernel’s order', () => {
    const k = bootMachine({ cmdline: 'memmap=1G!7G' });
    expect(logged(k, /^(?!user: |BIOS-e820: |nd_)/)).toEqual([
      'Command line: memmap=1G!7G',
      'BIOS-provided physical RAM map:',
      'user-defined physical RAM map:',
      'e820: update [mem 0x00000000-0x00000fff] usable ==> reserved',
      'e820: remove [mem 0x000a0000-0x000fffff] usable',
      'last_pfn = 0x1c0000 max_arch_pfn = 0x10000000000',
      'last_pfn = 0xc0000 max_arch_pfn = 0x10000000000',
      'No NUMA configuration found',
      'Faking a node at [mem 0x0000000000000000-0x00000001bfffffff]',
      'Zone ranges:',
      '  DMA      [mem 0x0000000000001000-0x0000000000ffffff]',
      '  DMA32    [mem 0x0000000001000000-0x00000000ffffffff]',
      '  Normal   [mem 0x0000000100000000-0x00000001bfffffff]',
      '  Device   empty',
      'Movable zone start for each node',
      'Early memory node ranges',
      '  node   0: [mem 0x0000000000001000-0x000000000009efff]',
      '  node   0: [mem 0x0000000000100000-0x00000000bfffffff]',
      '  node   0: [mem 0x0000000100000000-0x00000001bfffffff]',
      'Initmem setup node 0 [mem 0x0000000000001000-0x00000001bfffffff]',
      'On node 0, zone DMA: 1 pages in unavailable ranges',
      'On node 0, zone DMA: 97 pages in unavailable ranges',
      '[mem 0xc0000000-0xffffffff] available for PCI devices',
      'Fallback order for Node 0: 0 ',
      'Policy zone: Normal',
      'Kernel command line: memmap=1G!7G',
      'x86/mm: Memory block size: 128MB',
      'e820: reserve RAM buffer [mem 0x0009fc00-0x0009ffff]',
    ]);
  });

  test('yields a state that survives JSON', () => {
    const k = bootMachine({ cmdline: 'memmap=1G!7G' });
    expect(JSON.parse(JSON.stringify(k.state))).toEqual(k.state);
  });
});

describe('nodes', () => {
  test('without an SRAT node 0 covers all RAM and no other address has a node', () => {
    const k = bootMachine();
    expect([0, 3.5 * GiB, 8 * GiB - 1, 8 * GiB].map((at) => phys_to_target_node(k, at))).toEqual([
      0, 0, 0, -1,
    ]);
    expect(memory_add_physaddr_to_nid(k, 64 * GiB)).toBe(0);
  });

  test('with an SRAT persistent memory has its own node, which is not online', () => {
    const numa = [
      { node: 0, start: 0, end: 6 * GiB - 1 },
      { node: 1, start: 6 * GiB, end: 8 * GiB - 1 },
      { node: 2, start: 8 * GiB, end: 16 * GiB - 1 },
      { node: 3, start: 16 * GiB, end: 24 * GiB - 1 },
    ];
    const k = bootMachine({ platform: { ...EIGHT_GIB, numa } });
    expect(k.state.mm.nodes).toEqual([0, 1]);
    expect([5, 7, 9, 17, 25].map((at) => phys_to_target_node(k, at * GiB))).toEqual([0, 1, 2, 3, -1]);
    expect([2, 3, -1, 0].map((nid) => numa_map_to_online_node(k, nid))).toEqual([0, 0, -1, 0]);
    expect(k.state.mm.possible).toEqual([0, 1, 2, 3]);
    expect(logged(k, /^ {2}node/)).toEqual([
      '  node   0: [mem 0x0000000000001000-0x000000000009efff]',
      '  node   0: [mem 0x0000000000100000-0x00000000bfffffff]',
      '  node   0: [mem 0x0000000100000000-0x000000017fffffff]',
      '  node   1: [mem 0x0000000180000000-0x00000001ffffffff]',
    ]);
    expect(k.state.mm.zones.find(({ nid, name }) => nid === 1 && name === 'Normal')).toMatchObject({
      startPfn: (6 * GiB) / PAGE_SIZE,
      spanned: (2 * GiB) / PAGE_SIZE,
    });
  });
});

describe('cost of size', () => {
  test('the state of a machine of 4 PiB with 64 persistent ranges is as small as that of one of 16 GiB', () => {
    const e820 = [usable(0x100000, 3 * GiB), usable(4 * GiB, 2048 * TiB)];
    const pmem = Array.from({ length: 64 }, (_, i) => `32T!${16 + i * 31}T`);
    const k = bootMachine({ platform: { e820 }, cmdline: `memmap=${pmem.join(',')}` });
    expect(k.state.crashed).toBeUndefined();
    expect(k.state.mm.sections.length).toBeLessThan(10);
    expect(k.state.mm.blocks.length).toBeLessThan(10);
  });
});
