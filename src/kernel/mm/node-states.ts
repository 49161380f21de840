/**
 * Node states: models node_states of mm/page_alloc.c (mm/mm_init.c since 6.4), all releases, as derived from
 * zones and CPUs.
 */
import type { Kernel } from '../kernel.ts';
import type { ZoneName } from './state.ts';

const withPages = (k: Kernel, test: (zone: ZoneName) => boolean): number[] => [
  ...new Set(k.state.mm.zones.filter(({ name, present }) => present > 0 && test(name)).map(({ nid }) => nid)),
];

/** N_MEMORY: nodes with online RAM, ascending. */
export const nodesWithMemory = (k: Kernel): number[] => withPages(k, () => true);

/** N_NORMAL_MEMORY: nodes with online RAM outside Movable, ascending. */
export const nodesWithNormalMemory = (k: Kernel): number[] => withPages(k, (zone) => zone !== 'Movable');

/** N_CPU: nodes with CPUs, ascending. */
export const nodesWithCpu = (k: Kernel): number[] => [
  ...new Set(k.state.mm.cpus.map(({ node }) => node).sort((a, b) => a - b)),
];
