/**
 * Models pgmap_array of mm/memremap.c, an XArray since 4.20: which page map answers for a frame. A store
 * replaces what lies inside it without a word; only the check of both ends guards against that.
 */
import { lowerBound } from '../../../lib/bisect.ts';
import type { Range } from '../../../lib/range.ts';
import { findRun, rewriteRuns } from '../../../lib/runs.ts';
import { physToPfn } from '../../../lib/units.ts';
import type { LogDevice } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import type { DevPagemap } from '../state.ts';

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
const pagemapIndex = (k: Kernel, id: number): number =>
  lowerBound(k.state.mm.pagemaps, (pagemap) => pagemap.id < id);

/** The page map of an id; undefined once it is gone. */
export function pagemapOf(k: Kernel, id: number): DevPagemap | undefined {
  const found = k.state.mm.pagemaps[pagemapIndex(k, id)];
  return found?.id === id ? found : undefined;
}

/** Forgets the page map of an id, which is there. */
export const forgetPagemap = (k: Kernel, id: number): void => {
  k.state.mm.pagemaps.splice(pagemapIndex(k, id), 1);
};

/** The device under which a page map logs. */
export const pagemapDevice = ({ driver, owner }: DevPagemap): LogDevice => ({ driver, name: owner });

/** The page map that a frame belongs to; undefined for RAM and for frames that nobody mapped. */
export function get_dev_pagemap(k: Kernel, frame: number): DevPagemap | undefined {
  const entry = findRun(k.state.mm.pagemapFrames, frame);
  return entry && pagemapOf(k, entry.id);
}
