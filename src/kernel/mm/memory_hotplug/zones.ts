/**
 * Zone spans of mm/memory_hotplug.c since 5.3: they grow when a range joins a zone and shrink when it is
 * removed; since 5.4 zone Device never shrinks. device-zone.ts has the rule for whole sections.
 */
import { findRun, type Piece, pieces, spanLength } from '../../../lib/runs.ts';
import { GiB, isAligned, MiB, PAGE_SIZE } from '../../../lib/units.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import {
  editSections,
  PAGES_PER_SECTION,
  PAGES_PER_SUBSECTION,
  pfn_to_section_nr,
  section_nr_to_pfn,
  sectionsOf,
} from '../mmzone.ts';
import type { SectionState, Zone, ZoneName } from '../state.ts';
import { pfn_to_online_page } from './pages.ts';

/** The zones of a node, in the order of /proc/zoneinfo, in a kernel that has them all. */
export const ZONE_ORDER: readonly ZoneName[] = ['DMA', 'DMA32', 'Normal', 'Movable', 'Device'];

/** True for a zone that the running kernel is built with. */
const hasZone = (k: Kernel, name: ZoneName): boolean => name !== 'DMA' || k.state.config.ZONE_DMA !== false;

const ZONE_LIMITS: readonly { name: ZoneName; end: number }[] = [
  { name: 'DMA', end: (16 * MiB) / PAGE_SIZE },
  { name: 'DMA32', end: (4 * GiB) / PAGE_SIZE },
  { name: 'Normal', end: Number.MAX_SAFE_INTEGER },
];
/** Frames at which the zones below Movable end, the last one never. */
export const zone_limits = (k: Kernel): { name: ZoneName; end: number }[] =>
  ZONE_LIMITS.filter(({ name }) => hasZone(k, name));

/** Empty zones for a node. */
export const emptyZones = (k: Kernel, nid: number): Zone[] =>
  ZONE_ORDER.filter((name) => hasZone(k, name)).map((name) => ({
    nid,
    name,
    startPfn: 0,
    spanned: 0,
    present: 0,
  }));

/** A zone of an online node; throws RangeError for a node without zones. */
export function node_zone(k: Kernel, nid: number, name: ZoneName): Zone {
  const zone = k.state.mm.zones.find((candidate) => candidate.nid === nid && candidate.name === name);
  if (zone === undefined) throw new RangeError(`node ${nid} has no zone ${name}`);
  return zone;
}

/** First frame after a zone. */
export const zone_end_pfn = (zone: Zone): number => zone.startPfn + zone.spanned;

/** Returns true if the range intersects the zone's span. */
export const zone_intersects = (zone: Zone, frame: number, count: number): boolean =>
  zone.spanned > 0 && frame < zone_end_pfn(zone) && frame + count > zone.startPfn;

/** The zone that boot puts a frame in. */
export const bootZone = (k: Kernel, frame: number): ZoneName =>
  zone_limits(k).find(({ end }) => frame < end)!.name;

/** Number of the memory block that contains a frame. */
export const frameBlock = (k: Kernel, frame: number): number =>
  Math.floor((frame * PAGE_SIZE) / k.state.mm.blockSize);

/** Zone of an online frame of RAM. */
const page_zone = (k: Kernel, frame: number): ZoneName =>
  findRun(k.state.mm.blocks, frameBlock(k, frame))?.zone ?? bootZone(k, frame);

/** Sets a zone's span to `start`..`end` (frames, `end` exclusive); an empty range empties the zone. */
export function resize_zone(zone: Zone, start: number, end: number): void {
  zone.startPfn = start < end ? start : 0;
  zone.spanned = end - start;
}

/** Extends a zone's span by `count` frames from `frame`. */
export function resize_zone_range(zone: Zone, frame: number, count: number): void {
  const oldEnd = zone_end_pfn(zone);
  if (zone.spanned === 0 || frame < zone.startPfn) zone.startPfn = frame;
  zone.spanned = Math.max(frame + count, oldEnd) - zone.startPfn;
}

function section_taint_zone_device(k: Kernel, frame: number): void {
  const nr = pfn_to_section_nr(frame);
  editSections(k, { first: nr, last: nr }, (old) => old && { ...old, taint: true });
}

/** Adds a range to a zone's span. For zone Device, sections that the range only partly covers are tainted. */
export const move_pfn_range_to_zone = traced(
  'move_pfn_range_to_zone',
  (k: Kernel, zone: Zone, frame: number, count: number): void => {
    resize_zone_range(zone, frame, count);
    if (zone.name !== 'Device' || !k.has('section-taint-zone-device')) return;
    for (const edge of [frame, frame + count])
      if (!isAligned(edge, PAGES_PER_SECTION)) section_taint_zone_device(k, edge);
  },
);

/** Last frame of each sub-section of a section, ascending. */
const subsectionEnds = (nr: number): number[] =>
  Array.from(
    { length: PAGES_PER_SECTION / PAGES_PER_SUBSECTION },
    (_, i) => section_nr_to_pfn(nr) + (i + 1) * PAGES_PER_SUBSECTION - 1,
  );

/**
 * Sections of a run that must be checked: each one when tainted, since page maps distinguish them, else one.
 */
function* sectionsToCheck(piece: Piece<SectionState>, backwards: boolean): Generator<number> {
  const [from, step] = backwards ? [piece.last, -1] : [piece.first, 1];
  const count = piece.state?.taint ? spanLength(piece) : 1;
  for (let i = 0; i < count; i++) yield from + i * step;
}

/** Online sections of `from`..`to` (frames, `to` exclusive), split where section or block state changes. */
function runsInRange(k: Kernel, from: number, to: number): Piece<SectionState>[] {
  const { sections, blocks, blockSize } = k.state.mm;
  const perBlock = blockSize / PAGE_SIZE / PAGES_PER_SECTION;
  const { first, last } = sectionsOf(from, to - from);
  return [...pieces(blocks, Math.floor(first / perBlock), Math.floor(last / perBlock))].flatMap((block) => {
    const start = Math.max(first, block.first * perBlock);
    const end = Math.min(last, (block.last + 1) * perBlock - 1);
    return [...pieces(sections, start, end)].filter(({ state }) => state?.online === true);
  });
}

/** Last frame of the zone's first or last online sub-section in `from`..`to`, or null. */
function findEdge(k: Kernel, zone: Zone, from: number, to: number, backwards: boolean): number | null {
  if (from >= to) return null;
  const ordered = runsInRange(k, from, to);
  if (backwards) ordered.reverse();
  for (const piece of ordered)
    for (const nr of sectionsToCheck(piece, backwards)) {
      if (piece.state?.nid !== zone.nid) continue;
      const ends = subsectionEnds(nr).filter((frame) => frame >= from && frame < to);
      if (backwards) ends.reverse();
      const hit = ends.find((frame) => pfn_to_online_page(k, frame) && page_zone(k, frame) === zone.name);
      if (hit !== undefined) return hit;
    }
  return null;
}

function shrink_zone_span(k: Kernel, zone: Zone, frame: number, end: number): void {
  const zoneEnd = zone_end_pfn(zone);
  if (zone.startPfn === frame) {
    const edge = findEdge(k, zone, end, zoneEnd, false);
    resize_zone(zone, edge === null ? zoneEnd : edge - PAGES_PER_SUBSECTION + 1, zoneEnd);
  } else if (zoneEnd === end) {
    const edge = findEdge(k, zone, zone.startPfn, frame, true);
    resize_zone(zone, zone.startPfn, edge === null ? zone.startPfn : edge + 1);
  }
}

/** Before 5.4 zone Device shrinks to the span of the node's other mappings. */
function shrink_device_span(k: Kernel, zone: Zone, frame: number, end: number): void {
  const { pagemapFrames, pagemaps } = k.state.mm;
  const others = pagemapFrames.filter(
    ({ id, first, last }) => pagemaps[id]?.nid === zone.nid && (last < frame || first >= end),
  );
  resize_zone(zone, others[0]?.first ?? 0, (others.at(-1)?.last ?? -1) + 1);
}

/** Removes a range from a zone; the span shrinks when the range is at one of its ends. */
export const remove_pfn_range_from_zone = traced(
  'remove_pfn_range_from_zone',
  (k: Kernel, zone: Zone, frame: number, count: number): void => {
    if (zone.name !== 'Device') shrink_zone_span(k, zone, frame, frame + count);
    else if (!k.has('device-zone-never-shrinks')) shrink_device_span(k, zone, frame, frame + count);
  },
);
