/**
 * NUMA setup at boot: models x86_numa_init() of arch/x86/mm/numa.c, all releases. The nodes are those of the
 * SRAT, or one node for all memory, optionally divided by numa=fake=.
 */

import { ERRNO } from '../../../../lib/errno.ts';
import type { Range } from '../../../../lib/range.ts';
import { hex, PAGE_SIZE } from '../../../../lib/units.ts';
import { acpi_numa_init } from '../../../acpi/numa/srat.ts';
import type { EarlyParam } from '../../../kernel/params.ts';
import { pr_info } from '../../../kernel/printk.ts';
import type { Kernel } from '../../../kernel.ts';
import { numa_emulation } from './emulation.ts';
import { type NumaInit, type NumaOptions, newNumaInit } from './init.ts';
import { nodeRam, numa_cleanup_meminfo, numa_meminfo_cover_memory } from './meminfo.ts';

/** Handler of the early option `numa=`; a kernel without CONFIG_NUMA_EMU rejects `fake=` with -EINVAL. */
export const numa_setup =
  (options: NumaOptions): EarlyParam =>
  (k, value) => {
    if (value === undefined) return -ERRNO.EINVAL;
    if (value.startsWith('off')) options.off = true;
    if (value.startsWith('noacpi')) options.noacpi = true;
    if (!value.startsWith('fake=')) return 0;
    if (k.state.config.NUMA_EMU === false) return -ERRNO.EINVAL;
    options.fake = value.slice('fake='.length);
    return 0;
  };

/** Assigns all memory up to the end of RAM to node 0. */
function dummy_numa_init(k: Kernel, init: NumaInit): void {
  const end = k.state.mm.maxPfn * PAGE_SIZE;
  pr_info(k, init.off ? 'NUMA turned off' : 'No NUMA configuration found');
  pr_info(k, `Faking a node at [mem ${hex(0, 16)}-${hex(end - 1, 16)}]`);
  init.parsed.add(0);
  init.meminfo.push({ nid: 0, start: 0, end: end - 1 });
}

/**
 * Assigns nodes to CPUs; those without one in a table are distributed round-robin over the nodes with memory.
 */
function placeCpus(k: Kernel, init: NumaInit, online: readonly number[]): void {
  let next = 0;
  k.state.mm.cpus = k.firmware.platform.cpus.map(({ cpu }) => ({
    cpu,
    node: init.cpuNode.get(cpu) ?? online[next++ % online.length]!,
  }));
}

/** Registers the nodes; returns false when they do not cover RAM. */
function numa_register_memblks(k: Kernel, init: NumaInit, ram: readonly Range[]): boolean {
  const { mm } = k.state;
  const ascending = (nodes: Iterable<number>): number[] => [...new Set(nodes)].sort((a, b) => a - b);
  if (!numa_meminfo_cover_memory(k, init.meminfo, ram)) return false;
  mm.numa = init.meminfo;
  mm.memory = nodeRam(mm.numa, ram);
  const withMemory = ascending(mm.numa.map(({ nid }) => nid));
  placeCpus(k, init, withMemory);
  mm.nodes = ascending([...withMemory, ...mm.cpus.map(({ node }) => node)]);
  mm.possible = ascending([...init.parsed, ...mm.nodes]);
  return true;
}

/** Processes one attempt; returns false when its result is unusable. */
function numa_init(k: Kernel, init: NumaInit, fake: string | undefined, ram: readonly Range[]): boolean {
  const meminfo = numa_cleanup_meminfo(k, init.meminfo, ram);
  if (meminfo === undefined) return false;
  init.meminfo = meminfo;
  if (fake !== undefined) numa_emulation(k, init, fake, ram);
  return numa_register_memblks(k, init, ram);
}

/**
 * Determines the nodes of addresses and CPUs.
 *
 * @param ram boot RAM as byte ranges
 */
export function x86_numa_init(k: Kernel, options: NumaOptions, ram: readonly Range[]): void {
  const { off, noacpi, fake } = options;
  if (off) k.state.mm.numaOff = true;
  const srat = newNumaInit(off);
  if (!off && !noacpi && acpi_numa_init(k, srat) && numa_init(k, srat, fake, ram)) return;
  const dummy = newNumaInit(off);
  dummy_numa_init(k, dummy);
  // A platform without nodes may still have a table, of one node.
  if (!off && !noacpi && k.firmware.platform.numa.length === 0) k.state.mm.pxm = { 0: 0 };
  numa_init(k, dummy, fake, ram);
}
