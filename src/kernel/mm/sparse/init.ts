/**
 * The boot half of mm/sparse.c (memory_present, sparse_init, subsection_map_init): which sections and
 * sub-sections RAM makes present. A section is present when any page of it is RAM, and then its memmap is
 * whole.
 */
import { type Bitmap64, emptyBitmap, or } from '../../../lib/bitmap64.ts';
import type { Span } from '../../../lib/runs.ts';
import { PAGE_SIZE } from '../../../lib/units.ts';
import type { Kernel } from '../../kernel.ts';
import { addedSection, editSections, sectionPieces, sectionsOf, subsection_mask } from '../mmzone.ts';
import type { NodeRange } from '../state.ts';

/** Marks sections present as early, with the sub-sections of `map` added to theirs. */
function subsection_map_init(k: Kernel, span: Span, nid: number, map: Bitmap64): void {
  const absent = { ...addedSection(nid, emptyBitmap(), 'boot'), early: true, online: true };
  editSections(k, span, (old = absent) => ({ ...old, map: or(old.map, map) }));
}

/** Marks the sections of one range of RAM; the range is made of whole pages. */
function memory_present(k: Kernel, { start, end, nid }: NodeRange): void {
  const from = start / PAGE_SIZE;
  const to = (end + 1) / PAGE_SIZE;
  for (const [frame, count] of sectionPieces(from, to - from))
    subsection_map_init(k, sectionsOf(frame, count), nid, subsection_mask(frame, count));
}

/** Makes the sections of boot RAM present. */
export function sparse_init(k: Kernel): void {
  for (const range of k.state.mm.memory) memory_present(k, range);
}
