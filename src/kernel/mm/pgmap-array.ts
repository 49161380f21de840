/**
 * Models pgmap_array of mm/memremap.c, an XArray since 4.20: which page map answers for a frame. A store
 * replaces what lies inside it without a word; only the check of both ends guards against that.
 */
import { lowerBound } from '../../lib/bisect.ts';
import type { Range } from '../../lib/range.ts';
import { findRun, rewriteRuns } from '../../lib/runs.ts';
import { physToPfn } from '../../lib/units.ts';
import type { Kernel } from '../kernel.ts';
import type { DevPagemap } from './state.ts';

const sameMap = (a: { id: number }, b: { id: number }): boolean => a.id === b.id;

/** Lets a page map answer for the frames of a range of bytes. */
export function pgmap_array_store(k: Kernel, range: Range, id: number): void {
  const [first, last] = [physToPfn(range.start), physToPfn(range.end)];
  rewriteRuns(k.state.mm.pagemapFrames, first, last, () => ({ id }), sameMap);
}

/** Lets nobody answer for the frames of a range of bytes. */
export function pgmap_array_delete(k: Kernel, range: Range): void {
  const [first, last] = [physToPfn(range.start), physToPfn(range.end)];
  rewriteRuns(k.state.mm.pagemapFrames, first, last, () => undefined, sameMap);
}

/** Index of the first page map whose id is not below `id`. */
export const pagemapIndex = (k: Kernel, id: number): number =>
  lowerBound(k.state.mm.pagemaps, (pagemap) => pagemap.id < id);

/** The page map that a frame belongs to; undefined for RAM and for frames that nobody mapped. */
export function get_dev_pagemap(k: Kernel, frame: number): DevPagemap | undefined {
  const entry = findRun(k.state.mm.pagemapFrames, frame);
  return entry === undefined ? undefined : k.state.mm.pagemaps[pagemapIndex(k, entry.id)];
}
