/** Names that select a part of a picture, and their physical ranges. */
import type { Range } from '../../lib/range.ts';
import { findRun } from '../../lib/runs.ts';
import { allResources, type Machine } from './layout.ts';

const sized = (start: number, size: number): Range[] => (size > 0 ? [{ start, end: start + size - 1 }] : []);

function blockRange(machine: Machine, name: string): Range[] | undefined {
  const number = /^memory(\d+)$/.exec(name)?.[1];
  if (number === undefined) return undefined;
  const { blocks, blockSize } = machine.mm;
  const id = Number(number);
  return findRun(blocks, id) && sized(id * blockSize, blockSize);
}

function namespaceRange(machine: Machine, name: string): Range[] | undefined {
  const namespace = machine.nd.namespaces[name];
  return namespace && sized(namespace.start, namespace.size);
}

/**
 * The physical ranges of a region, namespace, pfn, btt or dax device, window of CXL (`decoder0.0`), memory block
 * (`memory64`), or of the resources of that name in /proc/iomem (`System RAM`).
 *
 * @returns undefined for an unknown name; an empty list for an object without memory
 */
export function objectRanges(machine: Machine, name: string): Range[] | undefined {
  const { nd, dax, cxl } = machine;
  const region = nd.regions[name];
  if (region !== undefined) return sized(region.start, region.size);
  const window = cxl?.decoders[name];
  if (window?.root !== undefined) return sized(window.hpa.start, window.hpa.size);
  const device = dax.devices[name];
  if (device !== undefined) return device.ranges;
  const claimer = nd.pfns[name] ?? nd.btts[name];
  if (claimer !== undefined)
    return claimer.namespace === null ? [] : (namespaceRange(machine, claimer.namespace) ?? []);
  const ranges = namespaceRange(machine, name) ?? blockRange(machine, name);
  if (ranges !== undefined) return ranges;
  const named = allResources(machine.resources).filter((resource) => resource.name === name);
  return named.length > 0 ? named.map(({ start, end }) => ({ start, end })) : undefined;
}
