/**
 * Small numbers for devices: models the ID allocator of lib/idr.c (struct ida), all releases. The kernel
 * keeps a tree of bitmaps; here freed numbers wait in a sorted list, so that the lowest one is at hand
 * however many are in use.
 */
import { lowerBound } from '../../lib/bisect.ts';

/** Numbers below `next` are in use, except those in `free` (ascending). */
export interface Ida {
  next: number;
  free: number[];
}

/** An allocator that has given no number yet. */
export const ida_init = (): Ida => ({ next: 0, free: [] });

/** The lowest number not in use; it is in use from now on. */
export function ida_alloc(ida: Ida): number {
  return ida.free.shift() ?? ida.next++;
}

/** Gives a number back; one that is not in use is ignored, as the kernel only warns about it. */
export function ida_free(ida: Ida, id: number): void {
  const at = lowerBound(ida.free, (free) => free < id);
  if (id >= ida.next || ida.free[at] === id) return;
  ida.free.splice(at, 0, id);
}
