/**
 * Struct pages stored in the device that they describe: models struct vmem_altmap (include/linux/memremap.h)
 * and its allocator in mm/sparse-vmemmap.c, since 4.5.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { alignUp } from '../../../lib/units.ts';
import { once, pr_warn } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import type { MemmapSource, VmemAltmap } from '../state.ts';

/** Number of frames in one PMD of struct pages. */
export const PMD_FRAMES = 512;

/** Number of frames at the start of the mapping without data, whose struct pages are not initialised. */
export const vmem_altmap_offset = (altmap: VmemAltmap | undefined): number =>
  altmap === undefined ? 0 : altmap.reserve + altmap.free;

/**
 * Checks an altmap against the range to add and resets its allocations.
 *
 * @returns 0, or -EINVAL with a message once per boot for an altmap of another range
 */
export function altmap_begin(
  k: Kernel,
  altmap: MemmapSource | undefined,
  frame: number,
  count: number,
): number {
  if (altmap === undefined || altmap === 'self-hosted' || 'compound' in altmap) return 0;
  if (altmap.basePfn !== frame || vmem_altmap_offset(altmap) > count) {
    once(k, '__add_pages:altmap', () => pr_warn(k, 'memory add fail, invalid altmap'));
    return -ERRNO.EINVAL;
  }
  altmap.alloc = 0;
  return 0;
}

const vmem_altmap_next_pfn = (altmap: VmemAltmap): number =>
  altmap.basePfn + altmap.reserve + altmap.alloc + altmap.align;

const vmem_altmap_nr_free = (altmap: VmemAltmap): number =>
  Math.max(0, altmap.free - altmap.alloc - altmap.align);

/**
 * Allocates up to `count` blocks of one PMD each. Only the first can require alignment padding.
 *
 * @returns number of allocated blocks
 */
export function altmap_alloc_block_buf(altmap: VmemAltmap, count: number): number {
  const next = vmem_altmap_next_pfn(altmap);
  const padding = alignUp(next, PMD_FRAMES) - next;
  const room = Math.floor((vmem_altmap_nr_free(altmap) - padding) / PMD_FRAMES);
  const granted = Math.min(count, Math.max(0, room));
  if (granted === 0) return 0;
  altmap.alloc += granted * PMD_FRAMES;
  altmap.align += padding;
  return granted;
}

/** Frees `count` blocks of one PMD; alignment padding is not returned. */
export function vmem_altmap_free(altmap: VmemAltmap, count: number): void {
  altmap.alloc -= count * PMD_FRAMES;
}
