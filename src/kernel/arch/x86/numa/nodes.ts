/**
 * Node lookup by address and node distances: models arch/x86/mm/numa.c (mm/numa_memblks.c since 6.12) and
 * numa_map_to_online_node(), all releases. Since 5.7 a range without RAM at boot keeps the node that the
 * firmware assigned (phys_to_target_node).
 */
import type { Kernel } from '../../../kernel.ts';
import type { NodeRange } from '../../../mm/state.ts';

/** Number of node ids (MAX_NUMNODES of a distribution's kernel). */
export const MAX_NUMNODES = 1024;
/** Node id that stands for no preference. */
export const NUMA_NO_NODE = -1;

const LOCAL_DISTANCE = 10;
const REMOTE_DISTANCE = 20;

function meminfo_to_nid(meminfo: readonly NodeRange[], address: number): number {
  return meminfo.find(({ start, end }) => start <= address && address <= end)?.nid ?? NUMA_NO_NODE;
}

/** Node that RAM hot-added at the address joins; the first known node when no range contains the address. */
export function memory_add_physaddr_to_nid(k: Kernel, address: number): number {
  const nid = meminfo_to_nid(k.state.mm.numa, address);
  return nid === NUMA_NO_NODE ? (k.state.mm.numa[0]?.nid ?? 0) : nid;
}

/** Node of an address, online or not; -1 when the firmware does not assign one. */
export function phys_to_target_node(k: Kernel, address: number): number {
  const nid = meminfo_to_nid(k.state.mm.numa, address);
  return nid === NUMA_NO_NODE ? meminfo_to_nid(k.state.mm.numaReserved, address) : nid;
}

/** The firmware's node of a node; differs from it only with numa=fake=. */
const physicalNode = (k: Kernel, nid: number): number => k.state.mm.emulation?.physical[nid] ?? nid;

/**
 * Distance of two nodes: the one given by numa=fake=, else 10 within a node of the firmware and 20 between
 * two, the kernel's defaults without a SLIT.
 */
export function node_distance(k: Kernel, from: number, to: number): number {
  const { emulation } = k.state.mm;
  const count = emulation?.physical.length ?? 0;
  const given = from < count && to < count ? emulation?.distances[from * count + to] : undefined;
  if (given != null) return given;
  return physicalNode(k, from) === physicalNode(k, to) ? LOCAL_DISTANCE : REMOTE_DISTANCE;
}

/** The node itself when it is online or -1, else the nearest online node with the lowest number. */
export function numa_map_to_online_node(k: Kernel, nid: number): number {
  const { nodes } = k.state.mm;
  if (nid === NUMA_NO_NODE || nodes.includes(nid)) return nid;
  return nodes.reduce(
    (best, node) => (node_distance(k, nid, node) < node_distance(k, nid, best) ? node : best),
    nodes[0]!,
  );
}

/** Node of a proximity domain; -1 when no table names it, and with numa=off. */
export const pxm_to_node = (k: Kernel, pxm: number): number => k.state.mm.pxm[pxm] ?? NUMA_NO_NODE;

/** Returns true for a node that was online at boot or that the firmware names. */
export const node_possible = (k: Kernel, nid: number): boolean => k.state.mm.possible.includes(nid);

/** Node of the probing CPU, which is the first one. */
export const numa_mem_id = (k: Kernel): number => k.state.mm.cpus[0]?.node ?? k.state.mm.nodes[0]!;

/** CPUs of a node; with numa=fake= all fake nodes of a node of the firmware share its CPUs. */
export const cpumask_of_node = (k: Kernel, nid: number): number[] =>
  k.state.mm.cpus.filter(({ node }) => physicalNode(k, node) === physicalNode(k, nid)).map(({ cpu }) => cpu);
