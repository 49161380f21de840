/**
 * Zones at boot: models free_area_init() of mm/page_alloc.c (mm/mm_init.c since 6.4), 4.4 to 6.12, with the
 * span and present pages of each node's zones. Free and managed pages are not modelled.
 */
import { intersection, rangeSize } from '../../lib/range.ts';
import { pieces } from '../../lib/runs.ts';
import { alignUp, hex, PAGE_SIZE } from '../../lib/units.ts';
import { pr_info } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { emptyZones, zone_end_pfn, zone_limits } from './memory_hotplug/zones.ts';
import { PAGES_PER_SECTION, section_nr_to_pfn, sectionsOf } from './mmzone.ts';
import type { NodeRange, Zone } from './state.ts';

interface Limits {
  name: Zone['name'];
  /** Frames, `end` exclusive. */
  start: number;
  end: number;
}

/** Ranges of the zones below Movable, up to the end of RAM. */
function zoneLimits(k: Kernel): Limits[] {
  const { memory, maxPfn } = k.state.mm;
  let at = (memory[0]?.start ?? 0) / PAGE_SIZE;
  return zone_limits(k).map(({ name, end }) => {
    const start = at;
    at = Math.max(start, Math.min(end, maxPfn));
    return { name, start, end: at };
  });
}

function printZoneRanges(k: Kernel, limits: readonly Limits[]): void {
  pr_info(k, 'Zone ranges:');
  for (const { name, start, end } of limits) {
    const range = `[mem ${hex(start * PAGE_SIZE, 16)}-${hex(end * PAGE_SIZE - 1, 16)}]`;
    pr_info(k, `  ${name.padEnd(8)} ${start === end ? 'empty' : range}`);
  }
  pr_info(k, '  Device   empty');
  pr_info(k, 'Movable zone start for each node');
}

function printNodeRanges(k: Kernel): void {
  pr_info(k, 'Early memory node ranges');
  for (const { nid, start, end } of k.state.mm.memory)
    pr_info(k, `  node ${String(nid).padStart(3)}: [mem ${hex(start, 16)}-${hex(end, 16)}]`);
}

/** Number of RAM pages in a range of frames, `end` exclusive. */
function presentPages(ranges: readonly NodeRange[], start: number, end: number): number {
  const zone = { start: start * PAGE_SIZE, end: end * PAGE_SIZE - 1 };
  const parts = ranges.map((range) => intersection(range, zone));
  return parts.reduce((sum, part) => sum + (part === undefined ? 0 : rangeSize(part) / PAGE_SIZE), 0);
}

/** Zones of one node: each spans its part between the node's first and last page, including holes. */
function nodeZones(k: Kernel, nid: number, limits: readonly Limits[]): Zone[] {
  const ranges = k.state.mm.memory.filter((range) => range.nid === nid);
  const zones = emptyZones(k, nid);
  if (ranges.length === 0) return zones;
  const nodeStart = ranges[0]!.start / PAGE_SIZE;
  const nodeEnd = (ranges.at(-1)!.end + 1) / PAGE_SIZE;
  for (const limit of limits) {
    const start = Math.max(nodeStart, limit.start);
    const end = Math.min(nodeEnd, limit.end);
    const zone = zones.find(({ name }) => name === limit.name)!;
    if (start >= end) continue;
    zone.startPfn = start;
    zone.spanned = end - start;
    zone.present = presentPages(ranges, start, end);
  }
  return zones;
}

/** Number of frames in `start`..`end` (exclusive) with a struct page: all in present sections. */
function framesWithPages(k: Kernel, start: number, end: number): number {
  const { first, last } = sectionsOf(start, end - start);
  let frames = 0;
  for (const piece of pieces(k.state.mm.sections, first, last)) {
    if (piece.state === undefined) continue;
    const from = Math.max(start, section_nr_to_pfn(piece.first));
    frames += Math.min(end, section_nr_to_pfn(piece.last + 1)) - from;
  }
  return frames;
}

/** Logs the number of struct pages without RAM: those of holes inside present sections (5.12). */
function init_unavailable_range(k: Kernel, start: number, end: number, zone: Zone): void {
  const frames = start < end ? framesWithPages(k, start, end) : 0;
  if (frames > 0) pr_info(k, `On node ${zone.nid}, zone ${zone.name}: ${frames} pages in unavailable ranges`);
}

/** Initialises the struct pages of RAM and of the holes before, between and after it. */
function memmap_init(k: Kernel): void {
  let hole = 0;
  let last: Zone | undefined;
  for (const { nid, start, end } of k.state.mm.memory)
    for (const zone of k.state.mm.zones.filter(
      (candidate) => candidate.nid === nid && candidate.present > 0,
    )) {
      const from = Math.max(start / PAGE_SIZE, zone.startPfn);
      const to = Math.min((end + 1) / PAGE_SIZE, zone_end_pfn(zone));
      if (from >= to) continue;
      init_unavailable_range(k, hole, from, zone);
      hole = to;
      last = zone;
    }
  if (last !== undefined) init_unavailable_range(k, hole, alignUp(hole, PAGES_PER_SECTION), last);
}

/** Logs the RAM of a node at boot; since 5.18 possible nodes without memory are logged too. */
function printNodeSetup(k: Kernel, nid: number): void {
  const ranges = k.state.mm.memory.filter((range) => range.nid === nid);
  const span = ranges.length > 0 && `[mem ${hex(ranges[0]!.start, 16)}-${hex(ranges.at(-1)!.end, 16)}]`;
  if (!k.state.mm.nodes.includes(nid) && !k.has('memoryless-nodes-quiet'))
    pr_info(k, `Initializing node ${nid} as memoryless`);
  pr_info(k, `Initmem setup node ${nid} ${span || 'as memoryless'}`);
}

/** Sets up and prints the zones, node by node. */
export function free_area_init(k: Kernel): void {
  const { mm } = k.state;
  const limits = zoneLimits(k);
  printZoneRanges(k, limits);
  printNodeRanges(k);
  mm.zones = mm.nodes.flatMap((nid) => nodeZones(k, nid, limits));
  for (const nid of k.has('nodes-preallocated') ? mm.possible : mm.nodes) printNodeSetup(k, nid);
  if (k.has('unavailable-ranges-line')) memmap_init(k);
}
