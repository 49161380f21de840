/** Nodes: from the SRAT in the kernel log, or from node ranges and lists without it. */
import { PAGE_SIZE } from '../../lib/units.ts';
import type { Facts } from '../facts.ts';
import { isNodeId } from '../readers/amounts.ts';
import { isRamRegion } from '../readers/cxl-facts.ts';
import { lastBoot } from './kernel.ts';
import type { MapRange } from './memory-map.ts';
import { type Notes, noteAssumption, noteConflict } from './notes.ts';
import { regionNumber } from './objects.ts';
import type { PlacedRegion } from './places.ts';

export interface NumaFile {
  start: number;
  end: number;
  node: number;
  hotplug?: boolean;
  nonVolatile?: boolean;
}

export interface Nodes {
  numa: NumaFile[];
  cpus?: { cpu: number; node: number }[];
}

/** Zones with frames, as ranges of nodes. */
const zoneRanges = ({ zones }: Facts): NumaFile[] =>
  zones
    .filter(({ spanned, start }) => spanned > 0 && (start + spanned) * PAGE_SIZE < 2 ** 52)
    .map(({ node, start, spanned }) => ({
      node,
      start: start * PAGE_SIZE,
      end: (start + spanned) * PAGE_SIZE - 1,
    }));

/** Makes ranges disjoint, lower ones first: zones of two nodes may span each other's frames. */
function disjoint(ranges: readonly NumaFile[]): NumaFile[] {
  const out: NumaFile[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = out.at(-1);
    if (last !== undefined && last.node === range.node) last.end = Math.max(last.end, range.end);
    else {
      const start = last === undefined ? range.start : Math.max(range.start, last.end + 1);
      if (start <= range.end) out.push({ ...range, start });
    }
  }
  return out;
}

/** Nodes of persistent memory that lists name, as ranges of their regions. */
function regionNodes(placed: readonly PlacedRegion[]): NumaFile[] {
  return placed.flatMap(({ region, address, size }) => {
    const node = region.target_node ?? region.numa_node;
    return !isNodeId(node) ? [] : [{ node, start: address, end: address + size - 1, nonVolatile: true }];
  });
}

/** Nodes of Soft Reserved memory: ranges are numbered in the order of addresses, as dax regions are. */
function softNodes({ daxDevices }: Facts, map: readonly MapRange[]): NumaFile[] {
  const soft = map.filter(({ type }) => type === 'soft reserved').sort((a, b) => a.start - b.start);
  return soft.flatMap(({ start, end }, i) => {
    const node = daxDevices.find(({ chardev }) => regionNumber(chardev) === i)?.target_node;
    return !isNodeId(node) ? [] : [{ node, start, end }];
  });
}

/** Nodes of CXL regions of RAM, by the dax device that has the region's number. */
function cxlNodes({ cxl, daxDevices }: Facts): NumaFile[] {
  const regions = new Map(cxl.regions.map((region) => [region.region, region]));
  return [...regions.values()].flatMap((region) => {
    const { resource, size } = region;
    const number = regionNumber(region.region);
    const node = daxDevices.find(({ chardev }) => regionNumber(chardev) === number)?.target_node;
    if (!isRamRegion(region, cxl) || !isNodeId(node)) return [];
    if (!resource?.exact || !size?.exact || size.value === 0) return [];
    return [{ node, start: resource.value, end: resource.value + size.value - 1 }];
  });
}

/** Ranges of RAM by node where no SRAT is shown; empty for one node. */
function ramNodes(facts: Facts, map: readonly MapRange[]): NumaFile[] {
  const nodes = lastBoot(facts)?.nodes ?? [];
  const ranges = nodes.length > 0 ? nodes : zoneRanges(facts);
  const rows = ranges.map(({ node, start, end }) => ({ node, start, end }));
  if (rows.length > 0) return disjoint(rows);
  return map.filter(({ type }) => type === 'usable').map(({ start, end }) => ({ node: 0, start, end }));
}

function conflictingRows(facts: Facts, notes: Notes): NumaFile[] {
  const out: NumaFile[] = [];
  for (const { node, start, end, hotplug, nonVolatile, file, line } of lastBoot(facts)?.srat ?? []) {
    const other = out.find((row) => row.node !== node && row.start <= end && start <= row.end);
    if (other !== undefined)
      noteConflict(notes, {
        about: `node of ${start.toString(16)}-${end.toString(16)}`,
        says: [
          { source: 'SRAT', value: `node ${other.node}` },
          { source: 'SRAT', place: { file, line }, value: `node ${node}` },
        ],
        choice: 'the first row: the kernel refuses an SRAT in which nodes overlap',
      });
    else out.push({ node, start, end, ...(hotplug && { hotplug }), ...(nonVolatile && { nonVolatile }) });
  }
  return out;
}

/**
 * A CPU for each node that lists name as the `numa_node` of a region, and that has no RAM here: the kernel gives
 * a region a node that is online.
 */
function cpusOf(ram: readonly NumaFile[], placed: readonly PlacedRegion[]): Nodes['cpus'] {
  const online = new Set(ram.map(({ node }) => node));
  const named = new Set(placed.map(({ region }) => region.numa_node ?? 0));
  const added = [...named].filter((node) => node > 0 && isNodeId(node) && !online.has(node));
  return added.length === 0 ? undefined : [0, ...added].map((node, cpu) => ({ cpu, node }));
}

/** The nodes of the machine; without a sign of several, there is no SRAT. */
export function nodesOf(
  facts: Facts,
  map: readonly MapRange[],
  placed: readonly PlacedRegion[],
  notes: Notes,
): Nodes {
  const boot = lastBoot(facts);
  const cpus = (boot?.cpus.length ?? 0) > 0 && { cpus: boot!.cpus };
  if ((boot?.srat.length ?? 0) > 0) return { numa: conflictingRows(facts, notes), ...cpus };
  if (boot?.noSrat) return { numa: [], ...cpus };
  const ram = ramNodes(facts, map);
  const pmem = [...regionNodes(placed), ...softNodes(facts, map), ...cxlNodes(facts)];
  const several = new Set([...ram, ...pmem].map(({ node }) => node)).size > 1;
  if (!several) return { numa: [], ...cpus };
  noteAssumption(notes, 'an SRAT with the nodes that zones and lists name: the kernel log has no SRAT lines');
  const clear = pmem.filter((row) => !ram.some(({ start, end }) => start <= row.end && row.start <= end));
  const added = cpus ? undefined : cpusOf(ram, placed);
  if (added !== undefined)
    noteAssumption(notes, 'a CPU on each node of a region: the nodes are online in the list');
  return { numa: [...ram, ...clear], ...(added ? { cpus: added } : cpus) };
}
