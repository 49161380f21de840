/**
 * Adding and removing struct pages by sub-sections, for device memory and RAM: models this part of
 * mm/memory_hotplug.c, releases 5.3 to 6.12. Departs from the kernel in passing all whole sections of a range
 * to mm/sparse.c in one call.
 */

import { ERRNO } from '../../../lib/errno.ts';
import { pieces } from '../../../lib/runs.ts';
import { alternateHex, hex, isAligned, PAGE_SIZE } from '../../../lib/units.ts';
import { vmemmap_populate } from '../../arch/x86/init_64/vmemmap.ts';
import { WARN_SITES } from '../../history/warn-sites.ts';
import { once, pr_warn, WARN } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { get_dev_pagemap } from '../memremap/pgmap-array.ts';
import { altmap_begin } from '../memremap/vmem-altmap.ts';
import {
  PAGES_PER_SECTION,
  PAGES_PER_SUBSECTION,
  pfn_section_valid,
  pfn_to_section_nr,
  physmem_end,
  STRUCT_PAGE_SIZE,
  section,
  sectionPieces,
  sectionsOf,
  subsection_memmap,
} from '../mmzone.ts';
import { sparse_add_section, sparse_remove_section } from '../sparse/sparse.ts';
import { isShared } from '../sparse-vmemmap.ts';
import type { MemmapSource } from '../state.ts';

/**
 * Returns 0 when a range consists of sub-sections, else -EINVAL. The patch posted in 2017 had no such check.
 */
const check_pfn_span = traced('check_pfn_span', (k: Kernel, frame: number, count: number): number =>
  k.has('section-active-v4') ||
  (isAligned(frame, PAGES_PER_SUBSECTION) && isAligned(count, PAGES_PER_SUBSECTION))
    ? 0
    : -ERRNO.EINVAL,
);

function warnMisaligned(
  k: Kernel,
  caller: '__add_pages' | '__remove_pages',
  frame: number,
  count: number,
): void {
  const site = caller === '__add_pages' ? WARN_SITES.misalignedAdd : WARN_SITES.misalignedRemove;
  const end = (frame + count - 1).toString(16);
  const prefix = k.has('misaligned-end-has-0x') ? '0x' : '#';
  WARN(k, site, `Misaligned ${caller} start: ${hex(frame)} end: ${prefix}${end}`);
}

/** From 5.4 to 5.11: returns false with a warning for a range beyond the CPU's physical address range. */
function addressable(k: Kernel, frame: number, count: number): boolean {
  if (!k.has('hotplug-addressable-check') || k.has('mhp-range-allowed')) return true;
  const limit = physmem_end(k);
  const [start, end] = [frame * PAGE_SIZE, (frame + count) * PAGE_SIZE - 1];
  if (end <= limit) return true;
  const range = `range=${hex(start)}-${hex(end)}, maximum=${hex(limit)}`;
  WARN(k, WARN_SITES.notAddressable, `Hotplugged memory exceeds maximum addressable address, ${range}`);
  return false;
}

/**
 * Bytes of struct pages to allocate from RAM: all except those of whole sections with an altmap and those of
 * early sections.
 */
function memmap_bytes_in_ram(
  k: Kernel,
  frame: number,
  count: number,
  altmap: MemmapSource | undefined,
): number {
  if (isShared(altmap)) return (count / PAGES_PER_SUBSECTION) * subsection_memmap(altmap.compound);
  let frames = 0;
  for (const [start, length] of sectionPieces(frame, count)) {
    const isPart = length % PAGES_PER_SECTION !== 0;
    const served = isPart ? section(k, pfn_to_section_nr(start))?.early === true : altmap !== undefined;
    if (!served) frames += length;
  }
  return frames * STRUCT_PAGE_SIZE;
}

/**
 * Creates the struct pages of a range of frames.
 *
 * @returns 0, -EINVAL for an invalid altmap or a range that does not consist of sub-sections, -E2BIG beyond
 *   the kernel's address range (5.4 to 5.11), -EEXIST or -ENOMEM from the first section that fails (sections
 *   before it remain), -ENOMEM with nothing added when RAM is short
 */
export const __add_pages = traced(
  '__add_pages',
  (k: Kernel, nid: number, frame: number, count: number, altmap: MemmapSource | undefined): number => {
    const unfit = altmap_begin(k, altmap, frame, count);
    if (unfit !== 0) return unfit;
    if (!addressable(k, frame, count)) return -ERRNO.E2BIG;
    if (check_pfn_span(k, frame, count) !== 0) {
      warnMisaligned(k, '__add_pages', frame, count);
      return -ERRNO.EINVAL;
    }
    const full = vmemmap_populate(k, memmap_bytes_in_ram(k, frame, count, altmap));
    if (full !== 0) return full;
    for (const [start, length] of sectionPieces(frame, count)) {
      const error = sparse_add_section(k, nid, start, length, altmap);
      if (error !== 0) return error;
    }
    return 0;
  },
  (nid, frame, count) => `${nid}, ${hex(frame)}, ${hex(count)}`,
);

const __remove_section = traced(
  '__remove_section',
  (k: Kernel, frame: number, count: number, altmap: MemmapSource | undefined): void => {
    const { first, last } = sectionsOf(frame, count);
    for (const { state } of pieces(k.state.mm.sections, first, last))
      if (state === undefined)
        once(k, '__remove_section', () => WARN(k, WARN_SITES.removeInvalidSection, ''));
    sparse_remove_section(k, frame, count, altmap);
  },
);

/** Removes the struct pages of a range; does nothing unless it consists of sub-sections. */
export const __remove_pages = traced(
  '__remove_pages',
  (k: Kernel, frame: number, count: number, altmap: MemmapSource | undefined): void => {
    if (check_pfn_span(k, frame, count) !== 0) {
      warnMisaligned(k, '__remove_pages', frame, count);
      return;
    }
    for (const [start, length] of sectionPieces(frame, count)) __remove_section(k, start, length, altmap);
  },
);

/**
 * Returns true if the frame has a struct page managed by the page allocator. In a section shared between RAM
 * and a device the page map decides (SECTION_TAINT_ZONE_DEVICE, 5.12).
 */
export function pfn_to_online_page(k: Kernel, frame: number): boolean {
  const state = section(k, pfn_to_section_nr(frame));
  if (state === undefined || !state.online || !pfn_section_valid(state, frame)) return false;
  return !state.taint || get_dev_pagemap(k, frame) === undefined;
}

/**
 * Returns true if the kernel can map a range; logs a warning otherwise.
 *
 * @param start physical address in bytes
 * @param size bytes
 */
export function mhp_range_allowed(k: Kernel, start: number, size: number): boolean {
  const end = start + size;
  const limit = physmem_end(k);
  if (start < end && end - 1 <= limit) return true;
  pr_warn(
    k,
    `Hotplug memory [${alternateHex(start)}-${alternateHex(end)}] exceeds maximum addressable range [0-${hex(limit)}]`,
  );
  return false;
}
