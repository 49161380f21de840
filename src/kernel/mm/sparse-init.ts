/**
 * The boot half of mm/sparse.c (memory_present, sparse_init, subsection_map_init): which sections and
 * sub-sections RAM makes present. A section is present when any page of it is RAM, and then its memmap is
 * whole.
 */
import { emptyBitmap, fullBitmap, or } from '../../lib/bitmap64.ts';
import { alignDown, alignUp, PAGE_SIZE } from '../../lib/units.ts';
import type { Kernel } from '../kernel.ts';
import { editSections, PAGES_PER_SECTION, pfn_to_section_nr, subsection_mask } from './mmzone.ts';
import type { NodeRange, SectionState } from './state.ts';

function addEarly(k: Kernel, first: number, last: number, nid: number, map: SectionState['map']): void {
  const fresh: SectionState = {
    early: true,
    online: true,
    taint: false,
    nid,
    map: emptyBitmap(),
    memmap: 'boot',
  };
  editSections(k, first, last, (old) => ({ ...(old ?? fresh), map: or((old ?? fresh).map, map) }));
}

/** Marks the sections of one range of RAM; the range is made of whole pages. */
function memory_present(k: Kernel, { start, end, nid }: NodeRange): void {
  const from = start / PAGE_SIZE;
  const to = (end + 1) / PAGE_SIZE;
  const firstEdge = Math.min(to, alignUp(from, PAGES_PER_SECTION));
  const lastEdge = Math.max(firstEdge, alignDown(to, PAGES_PER_SECTION));
  const part = (frame: number, edge: number): void => {
    const nr = pfn_to_section_nr(frame);
    if (frame < edge) addEarly(k, nr, nr, nid, subsection_mask(frame, edge - frame));
  };
  part(from, firstEdge);
  if (firstEdge < lastEdge)
    addEarly(k, pfn_to_section_nr(firstEdge), pfn_to_section_nr(lastEdge) - 1, nid, fullBitmap());
  part(lastEdge, to);
}

/** Makes the sections of boot RAM present. */
export function sparse_init(k: Kernel): void {
  for (const range of k.state.mm.memory) memory_present(k, range);
}
