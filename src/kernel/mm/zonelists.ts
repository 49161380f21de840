/**
 * Fallback order of nodes for page allocation: models build_all_zonelists() of mm/page_alloc.c. Since 5.18
 * possible nodes have an order from boot on (09f49dca570a); since 6.7 an order contains no node without
 * memory.
 */
import { cpumask_of_node, node_distance } from '../arch/x86/numa/nodes.ts';
import { pr_info } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { nodesWithMemory } from './node-states.ts';

const PENALTY_FOR_NODE_WITH_CPUS = 1;
const MAX_NUMNODES = 1024;

/** State of building the orders of several nodes. */
export interface NodeSearch {
  /** Nodes with memory (N_MEMORY). */
  memory: readonly number[];
  /** Number of orders in which a node is the first of its distance. */
  load: Map<number, number>;
  /** No CPU is assigned to its node yet: the boot CPU joins its node after the first orders are built. */
  booting: boolean;
}

/** The nearest node to `node` outside `used`, to which it is added; undefined when none remains. */
export function find_next_best_node(
  k: Kernel,
  node: number,
  used: Set<number>,
  { memory, load, booting }: NodeSearch,
): number | undefined {
  const own = memory.includes(node) || !k.has('fallback-skips-memoryless');
  if (own && !used.has(node)) {
    used.add(node);
    return node;
  }
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const other of memory) {
    if (used.has(other)) continue;
    const busy = !booting && cpumask_of_node(k, other).length > 0 ? PENALTY_FOR_NODE_WITH_CPUS : 0;
    const cost = node_distance(k, node, other) + (other < node ? 1 : 0) + busy;
    const value = cost * MAX_NUMNODES + (load.get(other) ?? 0);
    if (value >= least) continue;
    least = value;
    best = other;
  }
  if (best !== undefined) used.add(best);
  return best;
}

function build_zonelists(k: Kernel, nid: number, search: NodeSearch): void {
  const used = new Set<number>();
  const order: number[] = [];
  let previous = nid;
  for (let node = find_next_best_node(k, nid, used, search); node !== undefined; ) {
    if (node_distance(k, nid, node) !== node_distance(k, nid, previous))
      search.load.set(node, (search.load.get(node) ?? 0) + 1);
    order.push(node);
    previous = node;
    node = find_next_best_node(k, nid, used, search);
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
  const search = { memory, load: new Map<number, number>(), booting };
  const all = k.has('nodes-preallocated') ? possible : nodes;
  for (const nid of k.has('node-fallback-order') ? (only === undefined ? all : [only]) : [])
    build_zonelists(k, nid, search);
  printPolicyZone(k);
}
