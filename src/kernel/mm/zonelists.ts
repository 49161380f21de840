/**
 * Fallback order of nodes for page allocation: models build_all_zonelists() of mm/page_alloc.c. Since 5.18
 * possible nodes have an order from boot on (09f49dca570a); since 6.7 an order contains no node without
 * memory.
 */
import { cpumask_of_node, MAX_NUMNODES, node_distance } from '../arch/x86/numa/nodes.ts';
import { pr_info } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { nodesWithMemory } from './node-states.ts';

const PENALTY_FOR_NODE_WITH_CPUS = 1;

/** State of building the orders of several nodes. */
interface NodeSearch {
  /** Nodes with memory (N_MEMORY). */
  memory: readonly number[];
  /** Nodes with CPUs; empty while booting: the boot CPU joins its node after the first orders are built. */
  busy: ReadonlySet<number>;
  /** Number of orders in which a node is the first of its distance. */
  load: Map<number, number>;
}

/**
 * Nodes by their cost for `node`, the nearest first: repeated calls of find_next_best_node(). Sorting gives the
 * same order, since the load of a node changes only after it was chosen.
 */
function nodesByCost(k: Kernel, node: number, { memory, busy, load }: NodeSearch): number[] {
  const costs = memory.map((other): [number, number] => {
    const penalty = busy.has(other) ? PENALTY_FOR_NODE_WITH_CPUS : 0;
    const cost = node_distance(k, node, other) + (other < node ? 1 : 0) + penalty;
    return [cost * MAX_NUMNODES + (load.get(other) ?? 0), other];
  });
  return costs.sort(([a, x], [b, y]) => a - b || x - y).map(([, other]) => other);
}

const nodesWithCpuMask = (k: Kernel, nodes: readonly number[]): Set<number> =>
  new Set(nodes.filter((nid) => cpumask_of_node(k, nid).length > 0));

/** The nodes of `candidates` nearest to `node`, ascending. */
export function nearestNodes(k: Kernel, node: number, candidates: readonly number[]): number[] {
  const least = Math.min(...candidates.map((other) => node_distance(k, node, other)));
  return candidates.filter((other) => node_distance(k, node, other) === least);
}

function build_zonelists(k: Kernel, nid: number, search: NodeSearch): void {
  const { memory, load } = search;
  const isOwn = memory.includes(nid) || !k.has('fallback-skips-memoryless');
  const others = nodesByCost(k, nid, search).filter((node) => node !== nid);
  const order = isOwn ? [nid, ...others] : others;
  let previous = nid;
  for (const node of order) {
    if (node_distance(k, nid, node) !== node_distance(k, nid, previous))
      load.set(node, (load.get(node) ?? 0) + 1);
    previous = node;
  }
  pr_info(k, `Fallback order for Node ${nid}: ${order.map((node) => `${node} `).join('')}`);
}

/** Logs the zone that memory policies apply to. */
function printPolicyZone(k: Kernel): void {
  const policy = k.state.mm.zones.findLast(({ name, present }) => present > 0 && name !== 'Movable');
  pr_info(k, `Policy zone: ${policy?.name ?? 'DMA'}`);
}

/** Options of build_all_zonelists(). */
export interface ZonelistOptions {
  /** Builds only the order of this node, which is being added. */
  only?: number;
  /** A node that counts as one with memory although its last page was offlined. */
  leaving?: number;
  booting?: boolean;
}

/** Rebuilds the order of each node and logs it (6cf253925df7, 5.16). */
export function build_all_zonelists(k: Kernel, options: ZonelistOptions = {}): void {
  const { only, leaving, booting = false } = options;
  const { nodes, possible } = k.state.mm;
  const memory = nodesWithMemory(k);
  if (leaving !== undefined && !memory.includes(leaving)) memory.push(leaving);
  memory.sort((a, b) => a - b);
  const busy = booting ? new Set<number>() : nodesWithCpuMask(k, memory);
  const search = { memory, busy, load: new Map<number, number>() };
  const all = k.has('nodes-preallocated') ? possible : nodes;
  for (const nid of k.has('node-fallback-order') ? (only === undefined ? all : [only]) : [])
    build_zonelists(k, nid, search);
  printPolicyZone(k);
}
