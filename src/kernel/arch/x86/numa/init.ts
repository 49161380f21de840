/** State of one attempt to determine the nodes, before it takes effect (arch/x86/mm/numa.c). */
import type { NodeRange } from '../../../mm/state.ts';

/** Values of `numa=`. */
export interface NumaOptions {
  off: boolean;
  noacpi: boolean;
  /** Text after `fake=`. */
  fake: string | undefined;
}

/** Intermediate result of an attempt. */
export interface NumaInit {
  /** NUMA is turned off on the command line. */
  off: boolean;
  /** numa_meminfo: ranges with their nodes. */
  meminfo: NodeRange[];
  /** numa_nodes_parsed: nodes named by a table, with or without memory. */
  parsed: Set<number>;
  /** Nodes of the CPUs named by a table. */
  cpuNode: Map<number, number>;
}

/** An empty result. */
export const newNumaInit = (off: boolean): NumaInit => ({
  off,
  meminfo: [],
  parsed: new Set(),
  cpuNode: new Map(),
});
