/**
 * Memory tiers: models mm/memory-tiers.c, 6.1 on, for the grouping of nodes by abstract distance and for
 * their demotion targets. Performance tables of the firmware are not modelled.
 */
import { type Directory, dir, link, listing, ro, uevent_attribute, union } from '../fs/sysfs.ts';
import { pr_info } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { scnprintf_list } from '../lib/bitmap-list.ts';
import { nodesWithMemory } from './node-states.ts';
import { nearestNodes } from './zonelists.ts';

const CHUNK_BITS = 7;
/** Abstract distance of RAM. */
const MEMTIER_ADISTANCE_DRAM = 4 * 2 ** CHUNK_BITS + 2 ** (CHUNK_BITS - 1);
/** Abstract distance of memory added by a dax device. */
export const MEMTIER_DEFAULT_DAX_ADISTANCE = MEMTIER_ADISTANCE_DRAM * 5;

/** Sets the memory type of a node unless it has one; drivers call it before they add the memory. */
export function init_node_memory_type(k: Kernel, nid: number, distance: number): void {
  const types = k.state.mm.memoryTypes;
  types[nid] ??= { distance, count: 0 };
  if (types[nid].distance === distance) types[nid].count++;
}

/** Drops a reference of init_node_memory_type(); the last one clears the type. RAM has a type of its own. */
export function clear_node_memory_type(k: Kernel, nid: number, distance: number): void {
  const types = k.state.mm.memoryTypes;
  const type = types[nid];
  if (type?.distance !== distance) return;
  type.count--;
  if (type.count <= 0) delete types[nid];
}

/** Tier of a node with memory. */
const tierOf = (k: Kernel, nid: number): number =>
  Math.floor((k.state.mm.memoryTypes[nid]?.distance ?? MEMTIER_ADISTANCE_DRAM) / 2 ** CHUNK_BITS);

/** Nodes by tier, the fastest tier first. */
function memoryTiers(k: Kernel): Map<number, number[]> {
  const tiers = new Map<number, number[]>();
  for (const nid of nodesWithMemory(k)) {
    const tier = tierOf(k, nid);
    tiers.set(tier, [...(tiers.get(tier) ?? []), nid]);
  }
  return new Map([...tiers].sort(([a], [b]) => a - b));
}

/** Determines the demotion targets of each node and logs them (6.7). */
function establish_demotion_targets(k: Kernel): void {
  if (!k.has('demotion-targets-line')) return;
  const tiers = [...memoryTiers(k)];
  for (const nid of nodesWithMemory(k)) {
    const at = tiers.findIndex(([, nodes]) => nodes.includes(nid));
    const next = tiers[at + 1];
    const preferred = next === undefined ? [] : nearestNodes(k, nid, next[1]);
    const fallback = tiers.slice(at + 1).flatMap(([, nodes]) => nodes);
    const where =
      preferred.length === 0
        ? 'null'
        : `preferred: ${scnprintf_list(preferred)}, fallback: ${scnprintf_list(fallback)}`;
    pr_info(k, `Demotion targets for Node ${nid}: ${where}`);
  }
}

/** Called when a node gets its first page of RAM. */
export function memtier_node_online(k: Kernel, nid: number): void {
  if (!k.has('memory-tiers')) return;
  init_node_memory_type(k, nid, MEMTIER_ADISTANCE_DRAM);
  establish_demotion_targets(k);
}

/** Called when a node loses its last page of RAM. */
export function memtier_node_offline(k: Kernel): void {
  if (k.has('memory-tiers')) establish_demotion_targets(k);
}

/** Assigns the nodes present at boot to tiers. */
export function memory_tier_init(k: Kernel): void {
  if (!k.has('memory-tiers')) return;
  for (const nid of nodesWithMemory(k))
    k.state.mm.memoryTypes[nid] ??= { distance: MEMTIER_ADISTANCE_DRAM, count: 1 };
  establish_demotion_targets(k);
}

const tierNames = (k: Kernel): string[] => [...memoryTiers(k).keys()].map((tier) => `memory_tier${tier}`);

const ROOT = '/sys/devices/virtual/memory_tiering';

const tierDir = (tier: number): Directory =>
  dir({
    uevent: uevent_attribute(),
    nodelist: ro((k) => `${scnprintf_list(memoryTiers(k).get(tier) ?? [])}\n`),
    subsystem: link('/sys/bus/memory_tiering'),
  });

/** /sys/devices/virtual/memory_tiering. */
export const memory_tiering_dir: Directory = union(
  dir({ uevent: uevent_attribute() }),
  listing(tierNames, (k, name) =>
    tierNames(k).includes(name) ? tierDir(Number(name.slice('memory_tier'.length))) : undefined,
  ),
);

/** /sys/bus/memory_tiering. */
export const memory_tiering_bus_dir: Directory = dir({
  devices: listing(tierNames, (k, name) =>
    tierNames(k).includes(name) ? link(`${ROOT}/${name}`) : undefined,
  ),
  drivers: dir({}),
});
