import { describe, expect, test } from 'vitest';
import { cpumask_of_node, node_distance } from '../../../../../src/kernel/arch/x86/numa/nodes.ts';
import type { Kernel } from '../../../../../src/kernel/kernel.ts';
import { nodesWithCpu } from '../../../../../src/kernel/mm/node-states.ts';
import { GiB, MiB } from '../../../../../src/lib/units.ts';
import { bootMachine, logged } from '../../../../helpers/boot.ts';

const usable = (start: number, end: number) => ({ start, end: end - 1, type: 'usable' });
const E820 = [usable(0x1000, 0x9f000), usable(MiB, 3 * GiB), usable(4 * GiB, 9 * GiB)];
const owns = (node: number, start: number, end: number, more = {}) => ({
  node,
  start: start * GiB,
  end: end * GiB - 1,
  ...more,
});
/** Two nodes of 4 GiB, each with a processor, and one without anything yet. */
const TWO = {
  e820: E820,
  numa: [owns(0, 0, 5), owns(1, 5, 9), owns(2, 9, 20, { hotplug: true })],
  cpus: [
    { cpu: 0, node: 0 },
    { cpu: 1, node: 1 },
  ],
};

const nodeStarts = (k: Kernel): [number, number][] =>
  k.state.mm.memory.filter(({ start }) => start >= GiB).map(({ nid, start }) => [nid, start / GiB]);
const memory = (k: Kernel): string[] =>
  k.state.mm.memory.map(({ nid, start, end }) => `${nid}: ${start.toString(16)}-${end.toString(16)}`);
const sched = (k: Kernel) => k.state.log.lines.filter(({ text }) => text.startsWith('sched: '));

describe('the SRAT', () => {
  const k = bootMachine({ platform: TWO, kernel: '6.1' });

  test('is logged as it is parsed, CPUs first', () => {
    expect(logged(k, /SRAT/)).toEqual([
      'SRAT: PXM 0 -> APIC 0x00 -> Node 0',
      'SRAT: PXM 1 -> APIC 0x01 -> Node 1',
      'ACPI: SRAT: Node 0 PXM 0 [mem 0x00000000-0x13fffffff]',
      'ACPI: SRAT: Node 1 PXM 1 [mem 0x140000000-0x23fffffff]',
      'ACPI: SRAT: Node 2 PXM 2 [mem 0x240000000-0x4ffffffff] hotplug',
    ]);
    expect(logged(bootMachine({ platform: TWO, kernel: '6.12' }), /^SRAT/)).toEqual([]);
  });

  test('onlines nodes with RAM or CPUs, and makes all named nodes possible', () => {
    expect([k.state.mm.nodes, k.state.mm.possible]).toEqual([
      [0, 1],
      [0, 1, 2],
    ]);
    const cpus = [...TWO.cpus, { cpu: 2, node: 5 }];
    const more = bootMachine({ platform: { ...TWO, cpus } });
    expect([more.state.mm.nodes, more.state.mm.possible]).toEqual([
      [0, 1, 5],
      [0, 1, 2, 5],
    ]);
    expect(more.state.mm.zones.filter(({ nid }) => nid === 5).map(({ spanned }) => spanned)).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });

  test('merges two ranges of a node unless another node lies between them', () => {
    const numa = [owns(0, 0, 3), owns(1, 4, 6), owns(0, 6, 7), owns(0, 7, 9)];
    const parted = bootMachine({ platform: { e820: E820, numa } });
    expect(logged(parted, /^NUMA: /)).toEqual([
      'NUMA: Node 0 [mem 0x180000000-0x1bfffffff] + [mem 0x1c0000000-0x23fffffff] -> [mem 0x180000000-0x23fffffff]',
    ]);
    expect(nodeStarts(parted)).toEqual([
      [1, 4],
      [0, 6],
    ]);
  });

  test('is ignored when it does not cover RAM', () => {
    const platform = { e820: E820, numa: [owns(0, 0, 5), owns(1, 5, 8)], cpus: TWO.cpus };
    const old = bootMachine({ platform, kernel: '6.1' });
    expect(logged(old, /^NUMA: nodes|^No NUMA/)).toEqual([
      'NUMA: nodes only cover 7167MB of your 8191MB e820 RAM. Not used.',
      'No NUMA configuration found',
    ]);
    expect(old.state.mm.nodes).toEqual([0]);
    expect(old.state.mm.cpus.map(({ node }) => node)).toEqual([0, 0]);
    expect(logged(bootMachine({ platform, kernel: '6.12' }), /^NUMA: no/)).toEqual([
      'NUMA: no nodes coverage for 1024MB of 8191MB RAM',
    ]);
  });

  test('triggers one warning about CPUs that share a cache but not a node', () => {
    const cpus = [...TWO.cpus, { cpu: 2, node: 1 }];
    const warned = bootMachine({ platform: { ...TWO, cpus }, kernel: '6.1' });
    expect(sched(warned)).toMatchObject([
      {
        text: "sched: CPU #1's llc-sibling CPU #0 is not on the same node! [node: 1 != 0]. Ignoring dependency.",
        warning: {
          function: 'topology_sane',
          calls: ['set_cpu_sibling_map', 'start_secondary', 'secondary_startup_64_no_verify'],
        },
      },
    ]);
    expect(sched(bootMachine({ platform: { ...TWO, hypervisor: false } }))).toEqual([]);
    expect(sched(bootMachine({ platform: TWO, cmdline: 'numa=off' }))).toEqual([]);
  });
});

describe('numa=', () => {
  test.each(['off', 'noacpi'])('%s leaves one node', (word) => {
    const k = bootMachine({ platform: TWO, cmdline: `numa=${word}` });
    expect([k.state.mm.nodes, k.state.mm.possible]).toEqual([[0], [0]]);
    expect(logged(k, /SRAT/)).toEqual([]);
    expect(logged(k, /^(NUMA turned off|No NUMA configuration found)$/)).toHaveLength(1);
    expect(cpumask_of_node(k, 0)).toEqual([0, 1]);
  });

  test('without a value is malformed', () => {
    expect(logged(bootMachine({ cmdline: 'numa' }), /Malformed/)).toEqual(["Malformed early option 'numa'"]);
  });

  test('fake=N divides RAM, not addresses, into N nodes', () => {
    const k = bootMachine({ platform: { e820: E820 }, cmdline: 'numa=fake=4', kernel: '6.1' });
    expect(logged(k, /^Faking node/)).toEqual([
      'Faking node 0 at [mem 0x0000000000000000-0x000000007fffffff] (2048MB)',
      'Faking node 1 at [mem 0x0000000080000000-0x000000013dffffff] (3040MB)',
      'Faking node 2 at [mem 0x000000013e000000-0x00000001bdffffff] (2048MB)',
      'Faking node 3 at [mem 0x00000001be000000-0x000000023fffffff] (2080MB)',
    ]);
    expect(k.state.mm.nodes).toEqual([0, 1, 2, 3]);
    expect([0, 1, 2, 3].map((nid) => cpumask_of_node(k, nid))).toEqual([[0], [0], [0], [0]]);
    expect(nodesWithCpu(k)).toEqual([0, 1, 2, 3]);
    expect(node_distance(k, 0, 3)).toBe(10);
  });

  test('fake= starts at the first page of RAM since 6.12', () => {
    const cut = (kernel: string) =>
      memory(bootMachine({ platform: { e820: E820 }, cmdline: 'numa=fake=2', kernel }));
    expect(cut('6.11')).toEqual([
      '0: 1000-9efff',
      '0: 100000-bfffffff',
      '0: 100000000-13fffffff',
      '1: 140000000-23fffffff',
    ]);
    expect(cut('6.12').slice(2)).toEqual(['0: 100000000-140000fff', '1: 140001000-23fffffff']);
  });

  test('fake=SIZE creates nodes of at least the size, round-robin over those of the firmware', () => {
    const k = bootMachine({ platform: TWO, cmdline: 'numa=fake=1G', kernel: '6.1' });
    expect(logged(k, /^Faking node/)).toEqual([
      'Faking node 0 at [mem 0x0000000000000000-0x0000000041ffffff] (1056MB)',
      'Faking node 1 at [mem 0x0000000140000000-0x000000017fffffff] (1024MB)',
      'Faking node 2 at [mem 0x0000000042000000-0x0000000081ffffff] (1024MB)',
      'Faking node 3 at [mem 0x0000000180000000-0x00000001bfffffff] (1024MB)',
      'Faking node 4 at [mem 0x0000000082000000-0x000000013fffffff] (3040MB)',
      'Faking node 5 at [mem 0x00000001c0000000-0x00000001ffffffff] (1024MB)',
      'Faking node 6 at [mem 0x0000000200000000-0x000000023fffffff] (1024MB)',
    ]);
    expect([0, 1, 2, 3].map((nid) => cpumask_of_node(k, nid))).toEqual([[0], [1], [0], [1]]);
    expect([node_distance(k, 0, 2), node_distance(k, 0, 1)]).toEqual([10, 20]);
  });

  test('fake=NU divides each node of the firmware by its span', () => {
    const k = bootMachine({ platform: TWO, cmdline: 'numa=fake=2U', kernel: '6.1' });
    expect(logged(k, /^Faking node/).map((line) => line.replace(/.* at /, ''))).toEqual([
      '[mem 0x0000000000000000-0x000000009fffffff] (2560MB)',
      '[mem 0x00000000a0000000-0x000000013fffffff] (2560MB)',
      '[mem 0x0000000140000000-0x00000001bfffffff] (2048MB)',
      '[mem 0x00000001c0000000-0x000000023fffffff] (2048MB)',
    ]);
    // The second processor counts for its own node alone.
    expect(nodesWithCpu(k)).toEqual([0, 1, 2]);
  });

  test('fake= with too large or no values has no effect', () => {
    const nodes = (fake: string) =>
      bootMachine({ platform: TWO, cmdline: `numa=fake=${fake}` }).state.mm.nodes;
    expect(nodes('0')).toEqual([0, 1]);
    expect(nodes('')).toEqual([0, 1]);
    expect(nodes('900')).toEqual([0, 1]);
    const small = bootMachine({ platform: TWO, cmdline: 'numa=fake=16M', kernel: '6.1' });
    expect(logged(small, /^Fake node size/)).toEqual(['Fake node size 16MB too small, increasing to 32MB']);
  });

  test('fake= accepts distances after a colon', () => {
    const k = bootMachine({ platform: { e820: E820 }, cmdline: 'numa=fake=2:10,33,44,10,' });
    expect([node_distance(k, 0, 1), node_distance(k, 1, 0), node_distance(k, 0, 0)]).toEqual([33, 44, 10]);
  });

  test('fake= assigns the next number to a node of the firmware without RAM since 6.12', () => {
    const pxm = (kernel: string) =>
      bootMachine({ platform: TWO, cmdline: 'numa=fake=4', kernel }).state.mm.pxm[2];
    expect([pxm('6.11'), pxm('6.12')]).toEqual([2, 4]);
    const nodes = (kernel: string) =>
      bootMachine({ platform: TWO, cmdline: 'numa=off numa=fake=4', kernel }).state.mm.nodes;
    expect([nodes('6.11'), nodes('6.12')]).toEqual([[0, 1, 2, 3], [0]]);
  });
});
