/**
 * NUMA nodes of addresses: models arch/x86/mm/numa.c and mm/numa.c, all releases. Since 5.7 a range without
 * RAM at boot keeps the node that the firmware assigned (phys_to_target_node).
 */
import type { NumaRange } from '../../../firmware/platform.ts';
import { intersection, overlaps, type Range } from '../../../lib/range.ts';
import { hex, PAGE_SIZE } from '../../../lib/units.ts';
import { pr_info } from '../../kernel/printk.ts';
import { format_resource } from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import type { NodeRange } from '../../mm/state.ts';

/** Node id that stands for no preference. */
export const NUMA_NO_NODE = -1;

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

/**
 * The node itself when it is online or -1, else the nearest online node; distance is the difference of node
 * ids here.
 */
export function numa_map_to_online_node(k: Kernel, nid: number): number {
  const { nodes } = k.state.mm;
  if (nid === NUMA_NO_NODE || nodes.includes(nid)) return nid;
  return nodes.reduce((best, node) => (Math.abs(node - nid) < Math.abs(best - nid) ? node : best), nodes[0]!);
}

/** Nodes that are online or named by the firmware. */
export function possible_nodes(k: Kernel): Set<number> {
  const { nodes, numa, numaReserved } = k.state.mm;
  return new Set([...nodes, ...[...numa, ...numaReserved].map(({ nid }) => nid)]);
}

/** Node of the probing CPU, which is the first node. */
export const numa_mem_id = (k: Kernel): number => k.state.mm.nodes[0]!;

/** Without an SRAT all addresses up to the end of RAM belong to node 0. */
function dummy_numa_init(k: Kernel, end: number): NodeRange[] {
  pr_info(k, 'No NUMA configuration found');
  pr_info(k, `Faking a node at [mem ${hex(0, 16)}-${hex(end - 1, 16)}]`);
  return [{ nid: 0, start: 0, end: end - 1 }];
}

function srat(k: Kernel, table: readonly NumaRange[]): NodeRange[] {
  for (const { node, start, end } of table)
    pr_info(k, `ACPI: SRAT: Node ${node} PXM ${node} ${format_resource({ start, end })}`);
  return table.map(({ node, start, end }) => ({ nid: node, start, end }));
}

/**
 * Assigns addresses to nodes: ranges with RAM up to its end go to `numa`, all others to `numaReserved`.
 *
 * @param table the SRAT's ranges
 * @param ram boot RAM as byte ranges
 */
export function numa_init(k: Kernel, table: readonly NumaRange[], ram: readonly Range[]): void {
  const { mm } = k.state;
  const end = mm.maxPfn * PAGE_SIZE;
  const known = table.length === 0 ? dummy_numa_init(k, end) : srat(k, table);
  const below = { start: 0, end: end - 1 };
  for (const entry of known) {
    const low = intersection(entry, below);
    const holdsRam = low !== undefined && ram.some((range) => overlaps(range, low));
    if (low !== undefined) (holdsRam ? mm.numa : mm.numaReserved).push({ ...low, nid: entry.nid });
    if (entry.end >= end) mm.numaReserved.push({ ...entry, start: Math.max(entry.start, end) });
  }
  mm.memory = ram.flatMap((range) => splitByNode(k, range));
  mm.nodes = [...new Set(mm.memory.map(({ nid }) => nid))].sort((a, b) => a - b);
}

/** Splits a range of RAM at node boundaries; parts without a node join the first one. */
function splitByNode(k: Kernel, ram: Range): NodeRange[] {
  const parts: NodeRange[] = [];
  const owned = k.state.mm.numa.filter((entry) => overlaps(entry, ram)).sort((a, b) => a.start - b.start);
  const first = k.state.mm.numa[0]?.nid ?? 0;
  let at = ram.start;
  const put = (end: number, nid: number): void => {
    if (at > end) return;
    const last = parts.at(-1);
    if (last !== undefined && last.nid === nid) last.end = end;
    else parts.push({ nid, start: at, end });
    at = end + 1;
  };
  for (const entry of owned) {
    put(entry.start - 1, first);
    put(Math.min(entry.end, ram.end), entry.nid);
  }
  put(ram.end, first);
  return parts;
}
