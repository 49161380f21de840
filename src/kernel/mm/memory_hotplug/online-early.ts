/**
 * Onlining before f1dd2cd13c4b (4.13): models mm/memory_hotplug.c, 4.4 to 4.12. A block belongs to a zone
 * from the moment it is added; onlining may move it to the adjacent zone when it lies at the zone's edge.
 */
import { ERRNO } from '../../../lib/errno.ts';
import type { Kernel } from '../../kernel.ts';
import type { Zone, ZoneName } from '../state.ts';
import { node_zone, resize_zone, ZONE_ORDER, zone_end_pfn } from './zones.ts';

/** A range of frames and the zone of its pages. */
export interface ZonedFrames {
  zone: Zone;
  frame: number;
  count: number;
}

const index = (name: ZoneName): number => ZONE_ORDER.indexOf(name);

/** Returns true if no zone strictly between the two has pages. */
function noneBetween(k: Kernel, nid: number, a: ZoneName, b: ZoneName): boolean {
  const [low, high] = [index(a), index(b)].sort((x, y) => x - y) as [number, number];
  return ZONE_ORDER.slice(low + 1, high).every((name) => node_zone(k, nid, name).spanned === 0);
}

/** Returns true if the range may join `target`: it is already there, or lies at the edge towards it (4.9). */
function zone_can_shift(k: Kernel, { zone, frame, count }: ZonedFrames, target: ZoneName): boolean {
  const [from, to] = [index(zone.name), index(target)];
  if (from < to && frame + count !== zone_end_pfn(zone)) return false;
  if (to < from && frame !== zone.startPfn) return false;
  return noneBetween(k, zone.nid, zone.name, target);
}

/** Before 4.9 only Normal and Movable were considered; a range in any other zone stays there. */
function shifted(k: Kernel, frames: ZonedFrames, target: ZoneName): ZoneName | undefined {
  const { zone } = frames;
  if (k.has('valid-zones-by-shift')) return zone_can_shift(k, frames, target) ? target : undefined;
  if (zone.name !== 'Normal' && zone.name !== 'Movable') return zone.name;
  return zone_can_shift(k, frames, target) ? target : undefined;
}

/** The zone of a range, followed by the zones that onlining could move it to. */
export function valid_zones(k: Kernel, frames: ZonedFrames): ZoneName[] {
  const ways = (['Normal', 'Movable'] as const).flatMap((target) => shifted(k, frames, target) ?? []);
  return [...new Set([frames.zone.name, ...ways])];
}

/** Moves a range at the edge of its zone to another zone. */
function move_pfn_range({ zone, frame, count }: ZonedFrames, to: Zone): void {
  const end = frame + count;
  const [start, zoneEnd] = [zone.startPfn, zone_end_pfn(zone)];
  const empty = to.spanned === 0;
  if (index(to.name) < index(zone.name)) {
    resize_zone(to, empty ? frame : to.startPfn, end);
    resize_zone(zone, end, zoneEnd);
  } else {
    resize_zone(to, frame, empty ? end : zone_end_pfn(to));
    resize_zone(zone, start, frame);
  }
}

/** Moves a range to the zone that onlining as `target` requires; returns the resulting zone, or -EINVAL. */
export function shift_zone(k: Kernel, frames: ZonedFrames, target: ZoneName | undefined): Zone | number {
  const name = target === undefined ? frames.zone.name : shifted(k, frames, target);
  if (name === undefined) return -ERRNO.EINVAL;
  if (name === frames.zone.name) return frames.zone;
  const to = node_zone(k, frames.zone.nid, name);
  move_pfn_range(frames, to);
  return to;
}

/** Zone that hot-added RAM joins: Movable from its start on, else Normal (zone_for_memory). */
export function zone_for_memory(k: Kernel, nid: number, frame: number): Zone {
  const movable = node_zone(k, nid, 'Movable');
  return movable.spanned > 0 && movable.startPfn <= frame ? movable : node_zone(k, nid, 'Normal');
}
