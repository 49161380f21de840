/**
 * Struct pages of a hot-added range: models mm/sparse-vmemmap.c from 5.3 on. A part of a section uses base
 * pages from RAM regardless of the altmap. arch/x86/init_64/vmemmap.ts has already checked the available RAM.
 */

import { altmap_alloc_block_buf, vmem_altmap_free } from './memremap/vmem-altmap.ts';
import { PAGES_PER_SECTION } from './mmzone.ts';
import type { MemmapHome, MemmapSource } from './state.ts';

/** Location of struct pages, and the number of whole sections they cover. */
interface Populated {
  home: MemmapHome;
  populated: number;
}

/** Maps struct pages for `count` whole sections by PMDs; an exhausted altmap has no fallback. */
function vmemmap_populate_hugepages(count: number, altmap: MemmapSource | undefined): Populated {
  if (altmap === undefined) return { home: 'ram-pmd', populated: count };
  if (altmap === 'self-hosted') return { home: 'self-hosted', populated: count };
  return { home: 'altmap', populated: altmap_alloc_block_buf(altmap, count) };
}

/**
 * Allocates struct pages for a part of one section, or for whole sections.
 *
 * @param frames number of page frames; not a multiple of a section's for a part
 */
export const __populate_section_memmap = (frames: number, altmap?: MemmapSource): Populated =>
  frames % PAGES_PER_SECTION === 0
    ? vmemmap_populate_hugepages(frames / PAGES_PER_SECTION, altmap)
    : { home: 'ram-base', populated: 0 };

/** Frees the struct pages of `count` whole sections. */
export function depopulate_section_memmap(
  count: number,
  home: MemmapHome,
  altmap: MemmapSource | undefined,
): void {
  if (home === 'altmap' && altmap !== undefined && altmap !== 'self-hosted') vmem_altmap_free(altmap, count);
}
