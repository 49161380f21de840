/**
 * ID allocator for device numbers: models struct ida of lib/idr.c, all releases. The kernel uses a tree of
 * bitmaps; this model keeps freed ids in a sorted list, so that the lowest one is found at constant cost.
 */
import { lowerBound } from '../../lib/bisect.ts';

/** Ids below `next` are allocated, except those in `free` (ascending). */
export interface Ida {
  next: number;
  free: number[];
}

/** An allocator without allocated ids. */
export const ida_init = (): Ida => ({ next: 0, free: [] });

/** Allocates the lowest free id. */
export function ida_alloc(ida: Ida): number {
  return ida.free.shift() ?? ida.next++;
}

/** Frees an id. An id that is not allocated is ignored; the kernel only warns. */
export function ida_free(ida: Ida, id: number): void {
  const at = lowerBound(ida.free, (free) => free < id);
  if (id >= ida.next || ida.free[at] === id) return;
  ida.free.splice(at, 0, id);
}
