/**
 * Node states: models node_states of mm/page_alloc.c (mm/mm_init.c since 6.4), all releases, as derived from
 * zones and CPUs.
 */
import { cpumask_of_node } from '../arch/x86/numa/nodes.ts';
import type { Kernel } from '../kernel.ts';
import type { ZoneName } from './state.ts';

const withPages = (k: Kernel, test: (zone: ZoneName) => boolean): number[] => [
  ...new Set(k.state.mm.zones.filter(({ name, present }) => present > 0 && test(name)).map(({ nid }) => nid)),
];

/** N_MEMORY: nodes with online RAM, ascending. */
export const nodesWithMemory = (k: Kernel): number[] => withPages(k, () => true);

/** N_NORMAL_MEMORY: nodes with online RAM outside Movable, ascending. */
export const nodesWithNormalMemory = (k: Kernel): number[] => withPages(k, (zone) => zone !== 'Movable');

/**
 * N_CPU, ascending: nodes of the boot CPU, and the own node of each other CPU. The two rules differ only with
 * numa=fake=, where a CPU is in the mask of all fake nodes within its physical node.
 */
export function nodesWithCpu(k: Kernel): number[] {
  const { nodes, cpus } = k.state.mm;
  const first = nodes.filter((nid) => cpumask_of_node(k, nid).includes(cpus[0]?.cpu ?? 0));
  return [...new Set([...first, ...cpus.map(({ node }) => node)])].sort((a, b) => a - b);
}
