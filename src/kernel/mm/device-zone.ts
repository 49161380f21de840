/**
 * Zone spans by whole sections: the grow_zone_span and shrink_zone_span of mm/memory_hotplug.c up to 5.2, as
 * far as devices use them (RAM cannot be removed before 5.3). Here zone Device shrinks again, to nothing
 * when its last section goes.
 */
import { pieces, type Span } from '../../lib/runs.ts';
import { pfn } from '../../lib/units.ts';
import type { Kernel } from '../kernel.ts';
import { pfn_to_section_nr, section_nr_to_pfn } from './mmzone.ts';
import type { Zone } from './state.ts';
import { zone_end_pfn } from './zones.ts';

/** Makes a zone span some sections more. */
export function grow_zone_span(zone: Zone, { first, last }: Span): void {
  const [start, end] = [section_nr_to_pfn(first), section_nr_to_pfn(last + 1)];
  const oldEnd = zone_end_pfn(zone);
  if (zone.spanned === 0 || start < zone.startPfn) zone.startPfn = pfn(start);
  zone.spanned = Math.max(oldEnd, end) - zone.startPfn;
}

/** Sections of zone Device in `first`..`last`. */
const deviceSections = (k: Kernel, nid: number, first: number, last: number) =>
  [...pieces(k.state.mm.sections, first, last)].filter(
    ({ state }) => state?.mapper !== undefined && state.nid === nid,
  );

/** Takes sections out of zone Device, which ends where its other sections do. Call it before they go. */
export function shrink_device_zone(k: Kernel, zone: Zone, { first, last }: Span): void {
  if (zone.spanned === 0) return;
  const zoneLast = pfn_to_section_nr(zone_end_pfn(zone) - 1);
  const before = deviceSections(k, zone.nid, pfn_to_section_nr(zone.startPfn), first - 1);
  const after = deviceSections(k, zone.nid, last + 1, zoneLast);
  const low = before[0] ?? after[0];
  const high = after.at(-1) ?? before.at(-1);
  if (low === undefined || high === undefined) {
    Object.assign(zone, { startPfn: pfn(0), spanned: 0 });
    return;
  }
  const start = section_nr_to_pfn(low.first);
  const end = section_nr_to_pfn(high.last + 1);
  zone.startPfn = pfn(start);
  zone.spanned = end - start;
}
