/** History of NUMA: arch/x86/mm/numa.c, drivers/acpi/numa, fallback orders and memory tiers. */
import type { Changes } from './change.ts';

export const NUMA_CHANGES = {
  'numa-group-by-type': {
    title: 'libnvdimm: add node attributes to every region and namespace',
    since: '5.5',
    effect: 'e820 regions have `numa_node`; regions and their devices have `target_node`.',
  },
  'node-fallback-order': {
    commit: '6cf253925df7',
    title: 'mm/page_alloc: print node fallback order',
    since: '5.16',
    effect: 'The log shows the fallback order of each node.',
  },
  'nfit-node-by-address': {
    title: 'ACPI: NFIT: Use fallback node id when numa info in NFIT table is incorrect',
    since: '5.16',
    effect: 'A region whose proximity domain has no node gets the node of its address, with a message.',
  },
  'nodes-preallocated': {
    commit: '09f49dca570a',
    title: 'mm: handle uninitialized numa nodes gracefully',
    since: '5.18',
    effect: 'Possible nodes have a fallback order from boot on, which is logged.',
  },
  'memory-tiers': {
    commit: '992bf77591cb',
    title: 'mm/demotion: add support for explicit memory tiers',
    since: '6.1',
    effect: '/sys/devices/virtual/memory_tiering shows which nodes are in the same tier.',
  },
  'fallback-skips-memoryless': {
    title: 'mm: page_alloc: skip memoryless nodes entirely',
    since: '6.7',
    effect: 'Fallback orders do not contain nodes without memory, not even their own.',
  },
  'offline-leaves-fallback-first': {
    title: 'mm: memory_hotplug: drop memoryless node from fallback lists',
    since: '6.7',
    effect: 'A node whose last block goes offline is removed from the fallback orders at once.',
  },
  'demotion-targets-line': {
    title: 'mm/demotion: print demotion targets',
    since: '6.7',
    effect: 'The log shows the demotion targets of each node.',
  },
  'numa-coverage-by-memblock': {
    commit: 'ff6c3d81f2e8',
    title: 'NUMA: optimize detection of memory with no node id assigned by firmware',
    since: '6.8',
    effect: 'An SRAT that does not cover all RAM is refused with `no nodes coverage for XMB of YMB RAM`.',
  },
  'common-startup-64': {
    title: 'x86/startup_64: Simplify virtual switch on primary boot',
    since: '6.9',
    effect: 'The call chain of a starting CPU ends with common_startup_64.',
  },
  'memoryless-nodes-quiet': {
    title: 'mm/init: remove the unnecessary special treatment for memory-less node',
    since: '6.10',
    effect: 'The log has one line instead of two about a node without memory.',
  },
  'srat-cpu-lines-debug': {
    title: 'x86/acpi: print at debug level which node a CPU is on',
    since: '6.12',
    effect: 'The log no longer shows the node that the SRAT assigns to a CPU.',
  },
  'numa-begins-with-ram': {
    title: 'mm: move numa code of x86 to mm/numa_memblks.c',
    since: '6.12',
    effect: 'The first node starts at the first page of RAM; fake nodes end a page later than before.',
  },
  'numa-fake-keeps-pxm': {
    title: 'mm/fake-numa: allow later numa node hotplug',
    since: '6.12',
    effect:
      'With numa=fake= a node of the firmware without RAM gets a number of its own; numa=off disables fake nodes as well.',
  },
} as const satisfies Changes;
