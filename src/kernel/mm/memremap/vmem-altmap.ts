/**
 * Models struct vmem_altmap (include/linux/memremap.h) and its allocator in mm/sparse-vmemmap.c, since 4.5:
 * struct pages placed in the device that they describe.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { alignUp } from '../../../lib/units.ts';
import { once, pr_warn } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import type { VmemAltmap } from '../state.ts';

/** Frames that one PMD of struct pages takes. */
export const PMD_FRAMES = 512;

/** Frames at the start of the mapping that hold no data: their own struct pages are never initialised. */
export const vmem_altmap_offset = (altmap: VmemAltmap | undefined): number =>
  altmap === undefined ? 0 : altmap.reserve + altmap.free;

/**
 * Begins to add the frames of a range whose struct pages an altmap may hold: nothing of it is handed out yet.
 *
 * @returns 0, or -EINVAL with a line once per boot for an altmap that was made for another range
 */
export function altmap_begin(
  k: Kernel,
  altmap: VmemAltmap | undefined,
  frame: number,
  count: number,
): number {
  if (altmap === undefined) return 0;
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
 * Hands out up to `count` blocks of one PMD each. Only the first can cost alignment: the rest follow it.
 *
 * @returns how many there was room for
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

/** Takes `count` blocks of one PMD back. What alignment cost is not returned. */
export function vmem_altmap_free(altmap: VmemAltmap, count: number): void {
  altmap.alloc -= count * PMD_FRAMES;
}
