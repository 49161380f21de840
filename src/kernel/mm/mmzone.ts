/**
 * Memory sections: models include/linux/mmzone.h and the section table of mm/sparse.c for SPARSEMEM_VMEMMAP
 * on x86-64. Sub-sections exist since 5.3 (ba72b4c8cf60). Departs from the kernel in storing sections as runs
 * of equal state, so that the cost does not depend on the amount of memory.
 */
import { type Bitmap64, equal, maskBits, testBit } from '../../lib/bitmap64.ts';
import { findRun, rewriteRuns, type Span } from '../../lib/runs.ts';
import { alignDown, alignUp, MiB, PAGE_SIZE } from '../../lib/units.ts';
import type { Kernel } from '../kernel.ts';
import type { MemmapHome, SectionState } from './state.ts';

/** Bytes of a memory section. */
export const SECTION_SIZE = 128 * MiB;
export const PAGES_PER_SECTION = SECTION_SIZE / PAGE_SIZE;
/** Bytes of a sub-section. */
export const SUBSECTION_SIZE = 2 * MiB;
export const PAGES_PER_SUBSECTION = SUBSECTION_SIZE / PAGE_SIZE;
/** Size of one struct page in bytes; info blocks reserve the same (MAX_STRUCT_PAGE_SIZE). */
export const STRUCT_PAGE_SIZE = 64;

/** Number of the section that contains a frame. */
export const pfn_to_section_nr = (frame: number): number => Math.floor(frame / PAGES_PER_SECTION);
/** First frame of a section. */
export const section_nr_to_pfn = (nr: number): number => nr * PAGES_PER_SECTION;

/** Sections that contain `count` frames (at least 1) from `frame`. */
export const sectionsOf = (frame: number, count: number): Span => ({
  first: pfn_to_section_nr(frame),
  last: pfn_to_section_nr(frame + count - 1),
});

/** Last physical address that the kernel can map (PHYSMEM_END), from MAX_PHYSMEM_BITS. */
export const physmem_end = (k: Kernel): number => 2 ** k.state.mm.physBits - 1;

/**
 * Splits a range of frames at section boundaries, ascending: the part before the first boundary, the whole
 * sections, the part after the last. Each piece is a first frame and a count.
 */
export function* sectionPieces(frame: number, count: number): Generator<[number, number]> {
  const end = frame + count;
  const firstEdge = Math.min(end, alignUp(frame, PAGES_PER_SECTION));
  const lastEdge = Math.max(firstEdge, alignDown(end, PAGES_PER_SECTION));
  if (frame < firstEdge) yield [frame, firstEdge - frame];
  if (firstEdge < lastEdge) yield [firstEdge, lastEdge - firstEdge];
  if (lastEdge < end) yield [lastEdge, end - lastEdge];
}

/** Number of a frame's sub-section within its section, 0 to 63. */
export const subsection_map_index = (frame: number): number =>
  Math.floor((frame % PAGES_PER_SECTION) / PAGES_PER_SUBSECTION);

/** Sub-sections that frames of one section touch; all of them for whole sections. */
export function subsection_mask(frame: number, count: number): Bitmap64 {
  const last = frame + Math.min(count, PAGES_PER_SECTION) - 1;
  return maskBits(subsection_map_index(frame), subsection_map_index(last));
}

/** Initial state of a hot-added section. */
export const addedSection = (nid: number, map: Bitmap64, memmap: MemmapHome): SectionState => ({
  early: false,
  online: false,
  taint: false,
  nid,
  map,
  memmap,
});

/** Returns true if two sections have equal state, so that their runs can be merged. */
export const sameSection = (a: SectionState, b: SectionState): boolean =>
  a.early === b.early &&
  a.online === b.online &&
  a.taint === b.taint &&
  a.nid === b.nid &&
  a.memmap === b.memmap &&
  a.mapper === b.mapper &&
  a.altmapOf === b.altmapOf &&
  a.compound === b.compound &&
  (a.headless ?? false) === (b.headless ?? false) &&
  equal(a.map, b.map);

/**
 * Bytes of struct pages for one sub-section in base pages. With compound pages the head and the first tail
 * page of each are its own and all other tail pages share the latter (4917f55b4ef9).
 *
 * @param compound bytes of a compound page; undefined for struct pages that share nothing
 */
export const subsection_memmap = (compound: number | undefined): number =>
  compound === undefined
    ? PAGES_PER_SUBSECTION * STRUCT_PAGE_SIZE
    : (2 * PAGE_SIZE * SUBSECTION_SIZE) / compound;

/** State of a section; undefined while it is absent. */
export const section = (k: Kernel, nr: number): SectionState | undefined => findRun(k.state.mm.sections, nr);

/** Changes the sections of a span; `edit` receives undefined for an absent section. */
export const editSections = (
  k: Kernel,
  { first, last }: Span,
  edit: (state: SectionState | undefined) => SectionState | undefined,
): void => rewriteRuns(k.state.mm.sections, first, last, edit, sameSection);

/** Returns true for releases with sub-section hotplug, in its merged form or in a form posted earlier. */
export const subsection_hotplug = (k: Kernel): boolean =>
  k.has('subsection-hotplug') || k.has('section-active-v4') || k.has('subsection-v7');

/** Returns true if the frame's sub-section is active (pfn_section_valid). */
export const pfn_section_valid = (state: SectionState, frame: number): boolean =>
  testBit(state.map, subsection_map_index(frame));

/** The forms posted before the merge check the sub-section mask of early sections, too. */
const checks_early_subsections = (k: Kernel): boolean => k.has('section-active-v4') || k.has('subsection-v7');

/**
 * Returns true if the frame has a struct page. All frames of an early section have one, since boot allocates
 * its whole memmap.
 */
export function pfn_valid(k: Kernel, frame: number): boolean {
  const state = section(k, pfn_to_section_nr(frame));
  if (state === undefined) return false;
  return (state.early && !checks_early_subsections(k)) || pfn_section_valid(state, frame);
}
