/** A summary of the built machine, for the report of an import. */
import { rangeSize } from '../lib/range.ts';
import type { Machine } from '../machine/machine.ts';
import type { Draft } from './merge/draft.ts';
import { type MapSource, ramOf } from './merge/memory-map.ts';

export interface BuiltSummary {
  kernel: string;
  cmdline: string;
  /** Bytes of RAM in the firmware's map. */
  ram: number;
  mapFrom: MapSource;
  /** Ranges of the firmware's map that a driver gets, and not the page allocator. */
  softReserved: { start: number; size: number }[];
  dimms: number;
  nodes: number;
  regions: { name: string; bus: string; start: number; size: number; namespaces: number }[];
  /** Commands that made namespaces and devices. */
  commands: number;
}

/** Summary of a built machine. */
export function builtSummary(
  { kernel, firmware, request }: Machine,
  { mapFrom }: Draft,
  commands: number,
): BuiltSummary {
  const { nd } = kernel.state;
  const { platform } = firmware;
  return {
    kernel: kernel.state.release,
    cmdline: request.cmdline,
    ram: ramOf(platform.e820),
    mapFrom,
    softReserved: platform.e820
      .filter(({ type }) => type === 'soft reserved')
      .map((row) => ({ start: row.start, size: rangeSize(row) })),
    dimms: platform.buses.reduce((sum, { dimms }) => sum + dimms.length, 0),
    nodes: Math.max(1, new Set(platform.numa.map(({ node }) => node)).size),
    regions: Object.values(nd.regions).map(({ name, bus, start, size }) => ({
      name,
      bus: nd.buses[bus]?.provider ?? bus,
      start,
      size,
      namespaces: Object.values(nd.namespaces).filter((one) => one.region === name && one.size > 0).length,
    })),
    commands,
  };
}
