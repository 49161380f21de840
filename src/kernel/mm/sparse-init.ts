/**
 * The boot half of mm/sparse.c (memory_present, sparse_init, subsection_map_init): which sections and
 * sub-sections RAM makes present. A section is present when any page of it is RAM, and then its memmap is
 * whole.
 */
import { type Bitmap64, emptyBitmap, fullBitmap, or } from '../../lib/bitmap64.ts';
import type { Span } from '../../lib/runs.ts';
import { alignDown, alignUp, PAGE_SIZE } from '../../lib/units.ts';
import type { Kernel } from '../kernel.ts';
import { addedSection, editSections, PAGES_PER_SECTION, sectionsOf, subsection_mask } from './mmzone.ts';
import type { NodeRange } from './state.ts';

/** Makes sections present, each with the sub-sections of `map` beside those that it has. */
function addEarly(k: Kernel, span: Span, nid: number, map: Bitmap64): void {
  const absent = { ...addedSection(nid, emptyBitmap(), 'boot'), early: true, online: true };
  editSections(k, span, (old = absent) => ({ ...old, map: or(old.map, map) }));
}

/** Marks the sections of one range of RAM; the range is made of whole pages. */
function memory_present(k: Kernel, { start, end, nid }: NodeRange): void {
  const from = start / PAGE_SIZE;
  const to = (end + 1) / PAGE_SIZE;
  const firstEdge = Math.min(to, alignUp(from, PAGES_PER_SECTION));
  const lastEdge = Math.max(firstEdge, alignDown(to, PAGES_PER_SECTION));
  const part = (frame: number, edge: number): void => {
    if (frame >= edge) return;
    addEarly(k, sectionsOf(frame, edge - frame), nid, subsection_mask(frame, edge - frame));
  };
  part(from, firstEdge);
  if (firstEdge < lastEdge) addEarly(k, sectionsOf(firstEdge, lastEdge - firstEdge), nid, fullBitmap());
  part(lastEdge, to);
}

/** Makes the sections of boot RAM present. */
export function sparse_init(k: Kernel): void {
  for (const range of k.state.mm.memory) memory_present(k, range);
}
