/**
 * Struct pages of a hot-added range: models mm/sparse-vmemmap.c from 5.3 on. A part of a section uses base
 * pages from RAM regardless of the altmap. arch/x86/init_64/vmemmap.ts has already checked the available RAM.
 */

import { altmap_alloc_block_buf, vmem_altmap_free } from './memremap/vmem-altmap.ts';
import { PAGES_PER_SECTION } from './mmzone.ts';
import type { MemmapHome, MemmapSource, SharedMemmap } from './state.ts';

/** Location of struct pages, and the number of whole sections they cover. */
export interface Populated {
  home: MemmapHome;
  populated: number;
  /** Bytes of the compound pages whose tail struct pages are shared. */
  compound?: number;
}

/** Returns true for RAM that tail struct pages share, where no altmap has to be checked or released. */
export const isShared = (source: MemmapSource | undefined): source is SharedMemmap =>
  typeof source === 'object' && 'compound' in source;

/** Maps struct pages for `count` whole sections by PMDs; an exhausted altmap has no fallback. */
function vmemmap_populate_hugepages(
  count: number,
  altmap: Exclude<MemmapSource, SharedMemmap> | undefined,
): Populated {
  if (altmap === undefined) return { home: 'ram-pmd', populated: count };
  if (altmap === 'self-hosted') return { home: 'self-hosted', populated: count };
  return { home: 'altmap', populated: altmap_alloc_block_buf(altmap, count) };
}

/** Maps struct pages by base pages, of which the tail pages of a compound page share one. */
const vmemmap_populate_compound_pages = (count: number, compound: number): Populated => ({
  home: 'ram-base',
  populated: count,
  compound,
});

/**
 * Allocates struct pages for a part of one section, or for whole sections.
 *
 * @param frames number of page frames; not a multiple of a section's for a part
 */
export function __populate_section_memmap(frames: number, source?: MemmapSource): Populated {
  const sections = Math.floor(frames / PAGES_PER_SECTION);
  if (isShared(source)) return vmemmap_populate_compound_pages(sections, source.compound);
  if (frames % PAGES_PER_SECTION === 0) return vmemmap_populate_hugepages(sections, source);
  return { home: 'ram-base', populated: 0 };
}

/** Frees the struct pages of `count` whole sections. */
export function depopulate_section_memmap(
  count: number,
  home: MemmapHome,
  altmap: MemmapSource | undefined,
): void {
  if (home === 'altmap' && typeof altmap === 'object' && !isShared(altmap)) vmem_altmap_free(altmap, count);
}
