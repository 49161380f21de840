/** Free address space inside a resource: models alloc_free_mem_region() of kernel/resource.c, releases 6.0 on. */
import { ERRNO } from '../../../lib/errno.ts';
import { alignUp } from '../../../lib/units.ts';
import type { Kernel } from '../../kernel.ts';
import { physmem_end } from '../../mm/mmzone.ts';
import { traced } from '../../trace.ts';
import { insert_resource } from './resource.ts';
import { firstChildAt, resource } from './tree.ts';

/**
 * Inserts a resource of `size` bytes at the lowest free multiple of `align` inside the resource `base`.
 *
 * @returns its id, or -ERANGE when nothing is free there
 */
export const alloc_free_mem_region = traced(
  'alloc_free_mem_region',
  (k: Kernel, base: number, size: number, align: number, name: string): number => {
    const inside = resource(k, base);
    const end = Math.min(inside.end, physmem_end(k));
    for (let start = alignUp(inside.start, align); start + size - 1 <= end; ) {
      const next = inside.children[firstChildAt(k, inside, start)];
      const taken = next === undefined ? undefined : resource(k, next);
      if (taken === undefined || taken.start >= start + size) {
        const made = insert_resource(k, { name, start, end: start + size - 1 }, base);
        return made ?? -ERRNO.ERANGE;
      }
      start = alignUp(taken.end + 1, align);
    }
    return -ERRNO.ERANGE;
  },
);
