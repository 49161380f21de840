/**
 * Zone spans in whole sections: models grow_zone_span and shrink_zone_span of mm/memory_hotplug.c up to 5.2,
 * as far as devices use them (RAM cannot be removed before 5.3). Zone Device shrinks, and becomes empty when
 * its last section, or the last one that the scan recognises, is removed.
 */
import { type Piece, pieces, type Span, spanLength } from '../../../lib/runs.ts';
import type { Kernel } from '../../kernel.ts';
import { pfn_to_section_nr, section_nr_to_pfn } from '../mmzone.ts';
import type { SectionState, Zone } from '../state.ts';
import { resize_zone, resize_zone_range, zone_end_pfn } from './zones.ts';

/** Extends a zone's span by a range of sections. */
export const grow_zone_span = (zone: Zone, span: Span): void =>
  resize_zone_range(zone, section_nr_to_pfn(span.first), section_nr_to_pfn(spanLength(span)));

/** Sections of zone Device in `first`..`last`. */
const deviceSections = (k: Kernel, nid: number, first: number, last: number): Piece<SectionState>[] =>
  [...pieces(k.state.mm.sections, first, last)].filter(
    ({ state }) => state?.mapper !== undefined && state.nid === nid,
  );

/**
 * The first section whose first struct page names the zone; a reserved, uninitialised struct page names none.
 */
const find_smallest = (k: Kernel, nid: number, first: number, last: number): Span | undefined =>
  deviceSections(k, nid, first, last).find(({ state }) => state?.headless !== true);

/** The last section whose last struct page names the zone. */
const find_biggest = (k: Kernel, nid: number, first: number, last: number): Span | undefined =>
  deviceSections(k, nid, first, last).at(-1);

/**
 * Removes sections in equal state from zone Device and shrinks its span. Call it before the sections are
 * removed.
 */
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
