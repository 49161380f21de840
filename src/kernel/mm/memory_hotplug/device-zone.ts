/**
 * Zone spans by whole sections: the grow_zone_span and shrink_zone_span of mm/memory_hotplug.c up to 5.2, as
 * far as devices use them (RAM cannot be removed before 5.3). Here zone Device shrinks again, to nothing
 * when its last section goes, or the last one that it can tell.
 */
import { type Piece, pieces, type Span, spanLength } from '../../../lib/runs.ts';
import type { Kernel } from '../../kernel.ts';
import { pfn_to_section_nr, section_nr_to_pfn } from '../mmzone.ts';
import type { SectionState, Zone } from '../state.ts';
import { resize_zone, resize_zone_range, zone_end_pfn } from './zones.ts';

/** Makes a zone span some sections more. */
export const grow_zone_span = (zone: Zone, span: Span): void =>
  resize_zone_range(zone, section_nr_to_pfn(span.first), section_nr_to_pfn(spanLength(span)));

/** What lies of zone Device in `first`..`last`. */
const deviceSections = (k: Kernel, nid: number, first: number, last: number): Piece<SectionState>[] =>
  [...pieces(k.state.mm.sections, first, last)].filter(
    ({ state }) => state?.mapper !== undefined && state.nid === nid,
  );

/** The first section whose first struct page says that it is in the zone: a reserved one says nothing. */
const find_smallest = (k: Kernel, nid: number, first: number, last: number): Span | undefined =>
  deviceSections(k, nid, first, last).find(({ state }) => state?.headless !== true);

/** The last section whose last struct page says so. */
const find_biggest = (k: Kernel, nid: number, first: number, last: number): Span | undefined =>
  deviceSections(k, nid, first, last).at(-1);

/** Takes sections in one state out of zone Device, which ends where its others do. Call it before they go. */
export function shrink_device_zone(k: Kernel, zone: Zone, { first, last }: Span): void {
  if (zone.spanned === 0) return;
  const { nid } = zone;
  const low = pfn_to_section_nr(zone.startPfn);
  const high = pfn_to_section_nr(zone_end_pfn(zone) - 1);
  const below = find_smallest(k, nid, low, first - 1);
  const above = find_smallest(k, nid, last + 1, high);
  if (below === undefined && above === undefined) {
    resize_zone(zone, 0, 0);
  } else if (first === low && above !== undefined) {
    resize_zone(zone, section_nr_to_pfn(above.first), section_nr_to_pfn(high + 1));
  } else if (last === high) {
    const biggest = find_biggest(k, nid, low, first - 1);
    if (biggest !== undefined) resize_zone(zone, zone.startPfn, section_nr_to_pfn(biggest.last + 1));
  }
}
