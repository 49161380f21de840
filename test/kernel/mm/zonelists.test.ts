import { describe, expect, test } from 'vitest';
import { memory_subsys_offline, memory_subsys_online } from '../../../src/kernel/base/memory/online.ts';
import { add_memory_driver_managed, remove_memory } from '../../../src/kernel/mm/memory_hotplug/add.ts';
import {
  clear_node_memory_type,
  init_node_memory_type,
  MEMTIER_DEFAULT_DAX_ADISTANCE,
} from '../../../src/kernel/mm/memory-tiers.ts';
import { GiB, MiB } from '../../../src/lib/units.ts';
import { kernelFiles } from '../../../src/wall/kernel-files.ts';
import { bootMachine, logged } from '../../helpers/boot.ts';

const usable = (start: number, end: number) => ({ start, end: end - 1, type: 'usable' });
const owns = (node: number, start: number, end: number) => ({ node, start: start * GiB, end: end * GiB - 1 });
const BLOCK = 128 * MiB;
const KMEM = { name: 'System RAM (kmem)' };
/** Nodes 0 and 2 have processors, node 1 RAM alone, node 3 nothing yet. */
const PLATFORM = {
  e820: [usable(MiB, 3 * GiB), usable(4 * GiB, 8 * GiB)],
  numa: [owns(0, 0, 3), owns(1, 4, 6), owns(2, 6, 8), owns(3, 8, 12)],
  cpus: [
    { cpu: 0, node: 0 },
    { cpu: 1, node: 2 },
  ],
};
const boot = (kernel: string) => {
  const k = bootMachine({ platform: PLATFORM, kernel });
  const { lines } = k.state.log;
  const since = (from: number): string[] =>
    lines
      .slice(from)
      .map(({ text }) => text)
      .filter((text) => /^(Fallback|Demotion)/.test(text));
  return { k, lines, since };
};

describe('the fallback order of nodes', () => {
  test('ignores CPUs at boot and prefers the next node', () => {
    expect(
      boot('6.12')
        .since(0)
        .filter((line) => line.startsWith('Fallback')),
    ).toEqual([
      'Fallback order for Node 0: 0 1 2 ',
      'Fallback order for Node 1: 1 2 0 ',
      'Fallback order for Node 2: 2 0 1 ',
      'Fallback order for Node 3: 0 1 2 ',
    ]);
  });

  test('exists for possible nodes since 5.18, and until 6.7 contains nodes without memory', () => {
    const last = (kernel: string) => logged(boot(kernel).k, /^Fallback/).at(-1);
    expect(last('5.15')).toBeUndefined();
    expect(last('5.17')).toBe('Fallback order for Node 2: 2 0 1 ');
    expect(last('6.1')).toBe('Fallback order for Node 3: 3 0 1 2 ');
    expect(last('6.7')).toBe('Fallback order for Node 3: 0 1 2 ');
  });

  test('is built for an added node, and rebuilt when a zone gets its first or loses its last page', () => {
    const { k, lines, since } = boot('6.12');
    let from = lines.length;
    k.state.mm.autoOnline = 'offline';
    expect(add_memory_driver_managed(k, 3, 8 * GiB, 2 * BLOCK, KMEM)).toBe(0);
    // A node without processors is preferred now.
    expect(since(from)).toEqual(['Fallback order for Node 3: 1 0 2 ']);
    from = lines.length;
    expect(memory_subsys_online(k, 64, 'online_movable')).toBe(0);
    expect(since(from).slice(0, 4)).toEqual([
      'Fallback order for Node 0: 0 1 3 2 ',
      'Fallback order for Node 1: 1 3 2 0 ',
      'Fallback order for Node 2: 2 3 1 0 ',
      'Fallback order for Node 3: 3 1 0 2 ',
    ]);
    from = lines.length;
    expect(memory_subsys_online(k, 65, 'online_movable')).toBe(0);
    expect(since(from)).toEqual([]);
    expect(memory_subsys_offline(k, 65)).toBe(0);
    expect(since(from)).toEqual([]);
    expect(memory_subsys_offline(k, 64)).toBe(0);
    expect(since(from)[3]).toBe('Fallback order for Node 3: 1 0 2 ');
    expect(k.state.mm.nodes).toEqual([0, 1, 2, 3]);
    expect(remove_memory(k, 8 * GiB, 2 * BLOCK)).toBe(0);
    expect(k.state.mm.nodes).toEqual([0, 1, 2]);
  });

  test('contains a node without remaining memory until 6.7', () => {
    const { k, lines, since } = boot('6.1');
    add_memory_driver_managed(k, 3, 8 * GiB, BLOCK, KMEM);
    memory_subsys_online(k, 64, 'online_movable');
    const from = lines.length;
    memory_subsys_offline(k, 64);
    expect(since(from)[0]).toBe('Fallback order for Node 0: 0 1 3 2 ');
  });
});

describe('memory tiers', () => {
  const tiers = '/sys/devices/virtual/memory_tiering';

  test('consist of one tier while all memory is RAM', () => {
    const { k } = boot('6.12');
    const files = kernelFiles(k);
    expect(logged(k, /^Demotion/)).toEqual([0, 1, 2].map((nid) => `Demotion targets for Node ${nid}: null`));
    expect(files.read(`${tiers}/memory_tier4/nodelist`)).toBe('0-2\n');
    expect(files.readlink('/sys/bus/memory_tiering/devices/memory_tier4')).toBe(`${tiers}/memory_tier4`);
    expect(kernelFiles(boot('6.0').k).list(tiers)).toEqual({ error: 'ENOENT' });
  });

  test("are separate when a driver reports a node's memory as slow", () => {
    const { k, lines, since } = boot('6.12');
    const list = (tier: string) => kernelFiles(k).read(`${tiers}/${tier}/nodelist`);
    k.state.mm.autoOnline = 'offline';
    init_node_memory_type(k, 3, MEMTIER_DEFAULT_DAX_ADISTANCE);
    add_memory_driver_managed(k, 3, 8 * GiB, BLOCK, KMEM);
    const from = lines.length;
    memory_subsys_online(k, 64, 'online_movable');
    expect(since(from).slice(4)).toEqual([
      ...[0, 1, 2].map((nid) => `Demotion targets for Node ${nid}: preferred: 3, fallback: 3`),
      'Demotion targets for Node 3: null',
    ]);
    expect(kernelFiles(k).list(tiers)).toEqual(expect.arrayContaining(['memory_tier4', 'memory_tier22']));
    expect(list('memory_tier22')).toBe('3\n');
    memory_subsys_offline(k, 64);
    expect(list('memory_tier22')).toEqual({ error: 'ENOENT' });
    clear_node_memory_type(k, 3, MEMTIER_DEFAULT_DAX_ADISTANCE);
    memory_subsys_online(k, 64, 'online_movable');
    expect(list('memory_tier4')).toBe('0-3\n');
  });

  test('do not change for a node that has RAM already, however often a driver is bound', () => {
    const { k } = boot('6.12');
    for (const _time of [1, 2]) {
      init_node_memory_type(k, 1, MEMTIER_DEFAULT_DAX_ADISTANCE);
      expect(kernelFiles(k).list(tiers)).toEqual(expect.not.arrayContaining(['memory_tier22']));
      clear_node_memory_type(k, 1, MEMTIER_DEFAULT_DAX_ADISTANCE);
    }
  });
});

describe('the attributes of a node', () => {
  const node = '/sys/devices/system/node';
  const files = kernelFiles(boot('6.12').k);

  test('show its memory and CPUs', () => {
    const read = (path: string) => files.read(`${node}/${path}`);
    expect(['online', 'possible', 'has_memory', 'has_normal_memory', 'has_cpu'].map(read)).toEqual([
      '0-2\n',
      '0-3\n',
      '0-2\n',
      '0-2\n',
      '0,2\n',
    ]);
    expect([0, 1, 2].map((nid) => read(`node${nid}/cpulist`))).toEqual(['0\n', '\n', '1\n']);
    expect([0, 1, 2].map((nid) => read(`node${nid}/cpumap`))).toEqual(['1\n', '0\n', '2\n']);
    expect(read('node1/distance')).toBe('20 10 20\n');
    expect(read('node1/meminfo')).toBe(
      'Node 1 MemTotal:        2097152 kB\nNode 1 MemFree:         2097152 kB\nNode 1 MemUsed:               0 kB\n',
    );
    expect(files.readlink(`${node}/node2/cpu1`)).toBe('/sys/devices/system/cpu/cpu1');
    expect(files.readlink(`${node}/node1/memory32`)).toBe('/sys/devices/system/memory/memory32');
    expect(read('node3/cpulist')).toEqual({ error: 'ENOENT' });
  });
});
