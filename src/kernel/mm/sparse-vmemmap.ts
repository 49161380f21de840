/**
 * Models mm/sparse-vmemmap.c and vmemmap_populate() of arch/x86/mm/init_64.c: where the struct pages of a
 * hot-added range go. Since 5.3 a piece of a section gets base pages from RAM, whatever the altmap says.
 */

import { altmap_alloc_block_buf, vmem_altmap_free } from './memremap/vmem-altmap.ts';
import type { MemmapHome, VmemAltmap } from './state.ts';

/** Struct pages for a part of one section. Whether RAM suffices was asked before (vmemmap.ts of init_64). */
export const populate_partial_section = (): MemmapHome => 'ram-base';

/**
 * Struct pages for `count` whole sections, a PMD each.
 *
 * @returns where they went and for how many there was room; an altmap has no fallback
 */
export function populate_whole_sections(
  count: number,
  altmap: VmemAltmap | undefined,
): { home: MemmapHome; populated: number } {
  if (altmap === undefined) return { home: 'ram-pmd', populated: count };
  return { home: 'altmap', populated: altmap_alloc_block_buf(altmap, count) };
}

/** Gives the struct pages of `count` whole sections back. */
export function depopulate_sections(count: number, home: MemmapHome, altmap: VmemAltmap | undefined): void {
  if (home === 'altmap' && altmap !== undefined) vmem_altmap_free(altmap, count);
}
