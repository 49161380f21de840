/**
 * Sections present at boot: models memory_present, sparse_init and subsection_map_init of mm/sparse.c. A
 * section is present, with its whole memmap, when any of its pages is RAM.
 */
import { type Bitmap64, emptyBitmap, or } from '../../../lib/bitmap64.ts';
import type { Span } from '../../../lib/runs.ts';
import { PAGE_SIZE } from '../../../lib/units.ts';
import type { Kernel } from '../../kernel.ts';
import { addedSection, editSections, sectionPieces, sectionsOf, subsection_mask } from '../mmzone.ts';
import type { NodeRange } from '../state.ts';

/** Marks sections as early and adds the sub-sections of `map` to theirs. */
function subsection_map_init(k: Kernel, span: Span, nid: number, map: Bitmap64): void {
  const absent = { ...addedSection(nid, emptyBitmap(), 'boot'), early: true, online: true };
  editSections(k, span, (old = absent) => ({ ...old, map: or(old.map, map) }));
}

/** Marks the sections of one range of RAM, which consists of whole pages. */
function memory_present(k: Kernel, { start, end, nid }: NodeRange): void {
  const from = start / PAGE_SIZE;
  const to = (end + 1) / PAGE_SIZE;
  for (const [frame, count] of sectionPieces(from, to - from))
    subsection_map_init(k, sectionsOf(frame, count), nid, subsection_mask(frame, count));
}

/** Marks the sections of boot RAM as present. */
export function sparse_init(k: Kernel): void {
  for (const range of k.state.mm.memory) memory_present(k, range);
}
