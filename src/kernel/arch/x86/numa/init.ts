/** What one attempt at finding out about nodes gathers before it is put in force (arch/x86/mm/numa.c). */
import type { NodeRange } from '../../../mm/state.ts';

/** What `numa=` asks for. */
export interface NumaOptions {
  off: boolean;
  noacpi: boolean;
  /** The text behind `fake=`. */
  fake: string | undefined;
}

/** One attempt. */
export interface NumaInit {
  /** NUMA is turned off on the command line. */
  off: boolean;
  /** numa_meminfo: ranges as they were found. */
  meminfo: NodeRange[];
  /** numa_nodes_parsed: nodes that were named, with or without memory. */
  parsed: Set<number>;
  /** The node of each CPU that was named. */
  cpuNode: Map<number, number>;
}

/** Nothing found yet. */
export const newNumaInit = (off: boolean): NumaInit => ({
  off,
  meminfo: [],
  parsed: new Set(),
  cpuNode: new Map(),
});
