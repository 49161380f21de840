/** Free address space inside a resource: models alloc_free_mem_region() of kernel/resource.c, releases 6.0 on. */
import { ERRNO } from '../../../lib/errno.ts';
import { alignUp } from '../../../lib/units.ts';
import type { Kernel } from '../../kernel.ts';
import { physmem_end } from '../../mm/mmzone.ts';
import { traced } from '../../trace.ts';
import { insert_resource } from './resource.ts';
import { firstChildAt, resource } from './tree.ts';

/**
 * Inserts a resource of `size` bytes inside the resource `base`, at the lowest free address that lies a whole
 * number of steps above the first multiple of `align`. A step is `size` bytes, since 6.12 `align`; so an older
 * kernel passes over room behind a smaller neighbour, and fails where only the last step would fit.
 *
 * @returns its id, or -ERANGE when nothing is free there
 */
export const alloc_free_mem_region = traced(
  'alloc_free_mem_region',
  (k: Kernel, base: number, size: number, align: number, name: string): number => {
    const inside = resource(k, base);
    const end = Math.min(inside.end, physmem_end(k));
    const step = k.has('free-region-by-section') ? align : size;
    for (let start = alignUp(inside.start, align); start <= end; ) {
      const next = inside.children[firstChildAt(k, inside, start)];
      const taken = next === undefined ? undefined : resource(k, next);
      if (taken === undefined || taken.start >= start + size) {
        const made = insert_resource(k, { name, start, end: start + size - 1 }, base);
        return made ?? -ERRNO.ERANGE;
      }
      start += alignUp(taken.end + 1 - start, step);
    }
    return -ERRNO.ERANGE;
  },
);
