/**
 * Struct pages by whole sections: models __add_pages and __remove_pages of mm/memory_hotplug.c, 4.4 to 5.2. A
 * section that exists already is skipped silently. Two ranges can therefore share a section, and the first
 * one to be removed removes it for both.
 */

import { fullBitmap } from '../../../lib/bitmap64.ts';
import { ERRNO } from '../../../lib/errno.ts';
import { type Piece, pieces, type Span, spanLength } from '../../../lib/runs.ts';
import { alignUp, isAligned } from '../../../lib/units.ts';
import { MEMMAP_PER_SECTION, vmemmap_populate } from '../../arch/x86/init_64/vmemmap.ts';
import { WARN_SITES } from '../../history/warn-sites.ts';
import { BUG, null_pointer, page_fault } from '../../kernel/panic.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { get_dev_pagemap, pagemapOf } from '../memremap/pgmap-array.ts';
import { lookupBySection } from '../memremap/pgmap-lookup.ts';
import { find_dev_pagemap } from '../memremap/pgmap-radix.ts';
import { altmap_begin, PMD_FRAMES, vmem_altmap_free } from '../memremap/vmem-altmap.ts';
import {
  addedSection,
  editSections,
  PAGES_PER_SECTION,
  pfn_to_section_nr,
  section,
  section_nr_to_pfn,
  sectionsOf,
} from '../mmzone.ts';
import { __populate_section_memmap } from '../sparse-vmemmap.ts';
import type { DevPagemap, SectionState, VmemAltmap, Zone } from '../state.ts';
import { grow_zone_span, shrink_device_zone } from './device-zone.ts';
import { node_zone } from './zones.ts';

/** Owner of an added range. */
interface SectionParams {
  /** The device's page map; absent for RAM. */
  pagemap?: DevPagemap | undefined;
  /** Before 4.13: the zone that RAM joins when it is added. */
  zone?: Zone | undefined;
}

/**
 * The page map whose altmap provides the struct pages of a frame. In 4.14 and 4.15 it is looked up by the
 * first frame of each section, which may belong to a neighbour or to no page map.
 */
function altmapOwner(k: Kernel, frame: number, { pagemap }: SectionParams): DevPagemap | undefined {
  const byFrame = k.has('pgmap-radix-by-pfn') && !k.has('dev-pagemap-struct');
  const owner = byFrame ? get_dev_pagemap(k, frame) : pagemap;
  return owner?.altmap === undefined ? undefined : owner;
}

/**
 * Returns true if the struct pages from a frame on are not initialised, because an altmap that starts there
 * reserves them.
 */
export const reservesFirst = (k: Kernel, pagemap: DevPagemap, frame: number): boolean =>
  altmapOwner(k, frame, { pagemap })?.altmap?.basePfn === frame;

/** Before 4.13 added sections join a zone at once. */
function joinZone(k: Kernel, nid: number, span: Span, { pagemap, zone }: SectionParams): void {
  if (k.has('zone-at-online')) return;
  const joined = pagemap === undefined ? zone : node_zone(k, nid, 'Device');
  if (joined !== undefined) grow_zone_span(joined, span);
}

/** Records that the first struct page of a section is not initialised. */
export const markHeadless = (k: Kernel, nr: number): void =>
  editSections(k, { first: nr, last: nr }, (old) => old && { ...old, headless: true });

/** Adds absent sections. Returns 0, or -ENOMEM when the altmap is exhausted; sections before that remain. */
function addAbsent(k: Kernel, nid: number, absent: Span, params: SectionParams): number {
  const { first } = absent;
  const owner = altmapOwner(k, section_nr_to_pfn(first), params);
  const wanted = spanLength(absent);
  const { home, populated } = __populate_section_memmap(wanted * PAGES_PER_SECTION, owner?.altmap);
  if (populated > 0) {
    const { pagemap } = params;
    const span = { first, last: first + populated - 1 };
    const fresh: SectionState = {
      ...addedSection(nid, fullBitmap(), home),
      ...(owner !== undefined && { altmapOf: owner.id }),
      ...(pagemap !== undefined && !k.has('zone-at-online') && { mapper: pagemap.id }),
    };
    editSections(k, span, () => fresh);
    joinZone(k, nid, span, params);
    if (fresh.mapper !== undefined && owner?.altmap?.basePfn === section_nr_to_pfn(first))
      markHeadless(k, first);
  }
  return populated < wanted ? -ERRNO.ENOMEM : 0;
}

/**
 * Absent sections of a span; the first section is separate, since another altmap may provide its struct
 * pages.
 */
function absentSpans(k: Kernel, { first, last }: Span): Span[] {
  const rest = first < last ? [...pieces(k.state.mm.sections, first + 1, last)] : [];
  return [...pieces(k.state.mm.sections, first, first), ...rest].filter(({ state }) => state === undefined);
}

/**
 * Creates the struct pages of a range's sections; an existing section is skipped (-EEXIST is ignored).
 *
 * @returns 0, -EINVAL for an altmap of another range, -ENOMEM when the altmap is exhausted (sections before
 *   that remain) or when RAM is short (nothing is added)
 */
export function add_sections(
  k: Kernel,
  nid: number,
  frame: number,
  count: number,
  params: SectionParams,
): number {
  const unfit = altmap_begin(k, altmapOwner(k, frame, params)?.altmap, frame, count);
  if (unfit !== 0) return unfit;
  const spans = absentSpans(k, sectionsOf(frame, count));
  const inRam = spans.filter(
    ({ first }) => altmapOwner(k, section_nr_to_pfn(first), params)?.altmap === undefined,
  );
  const sections = inRam.reduce((sum, span) => sum + spanLength(span), 0);
  const full = vmemmap_populate(k, sections * MEMMAP_PER_SECTION);
  if (full !== 0) return full;
  for (const span of spans) {
    const error = addAbsent(k, nid, span, params);
    if (error !== 0) return error;
  }
  return 0;
}

/** Section of the memmap, by which releases before 4.14 look up the altmap that it is freed to. */
function memmapHolder(altmap: VmemAltmap): number {
  return pfn_to_section_nr(alignUp(altmap.basePfn + altmap.reserve, PMD_FRAMES));
}

const get_pfnblock_flags_mask = traced('get_pfnblock_flags_mask', null_pointer);
const free_hot_cold_page = traced('free_hot_cold_page', (k: Kernel): void => get_pfnblock_flags_mask(k));
const free_pagetable = traced('free_pagetable', (k: Kernel): void => free_hot_cold_page(k));
const remove_pagetable = traced('remove_pagetable', (k: Kernel): void => free_pagetable(k));
const vmemmap_free = traced('vmemmap_free', (k: Kernel): void => remove_pagetable(k));

/** Frees memmap to its altmap. Without an entry in the lookup the kernel frees it as RAM and oopses. */
function freeMemmap(k: Kernel, piece: Piece<SectionState>, pagemap: DevPagemap | undefined): void {
  const { altmapOf, memmap } = piece.state!;
  if (memmap !== 'altmap') return;
  const lender = altmapOf === undefined ? undefined : pagemapOf(k, altmapOf);
  const owner = k.has('dev-pagemap-struct') ? pagemap : (lender ?? pagemap);
  if (owner?.altmap === undefined) return;
  if (lookupBySection(k) && find_dev_pagemap(k, memmapHolder(owner.altmap)) === undefined) vmemmap_free(k);
  vmem_altmap_free(owner.altmap, spanLength(piece));
}

/**
 * Removes the sections of a range, up to the first absent one.
 *
 * @param pagemap page map of the owning device
 */
export function remove_sections(
  k: Kernel,
  frame: number,
  count: number,
  pagemap: DevPagemap | undefined,
): void {
  if (!isAligned(frame, PAGES_PER_SECTION)) BUG(k, WARN_SITES.removeUnalignedStart);
  if (!isAligned(count, PAGES_PER_SECTION)) BUG(k, WARN_SITES.removeUnalignedSize);
  const { first, last } = sectionsOf(frame, count);
  for (const piece of [...pieces(k.state.mm.sections, first, last)]) {
    if (piece.state === undefined) return;
    if (piece.state.mapper !== undefined)
      shrink_device_zone(k, node_zone(k, piece.state.nid, 'Device'), piece);
    freeMemmap(k, piece, pagemap);
    editSections(k, piece, () => undefined);
  }
}

/**
 * Reads the zone from a frame's struct page, as the kernel does before removal: oopses when the section is
 * absent.
 */
export function read_page_zone(k: Kernel, frame: number): void {
  if (section(k, pfn_to_section_nr(frame)) === undefined) page_fault(k);
}
