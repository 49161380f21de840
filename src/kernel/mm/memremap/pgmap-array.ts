/**
 * Lookup of page maps by frame: models pgmap_array of mm/memremap.c, an XArray since 4.20. A store silently
 * replaces entries within its range; only the check of both ends prevents that.
 */
import type { Range } from '../../../lib/range.ts';
import { findRun, rewriteRuns } from '../../../lib/runs.ts';
import { physToPfn } from '../../../lib/units.ts';
import type { LogDevice } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import type { DevPagemap } from '../state.ts';

const sameMap = (a: { id: number }, b: { id: number }): boolean => a.id === b.id;

/** Enters a page map for the frames of a byte range. */
export function pgmap_array_store(k: Kernel, range: Range, id: number): void {
  const [first, last] = [physToPfn(range.start), physToPfn(range.end)];
  rewriteRuns(k.state.mm.pagemapFrames, first, last, () => ({ id }), sameMap);
}

/** Deletes the entries for the frames of a byte range. */
export function pgmap_array_delete(k: Kernel, range: Range): void {
  const [first, last] = [physToPfn(range.start), physToPfn(range.end)];
  rewriteRuns(k.state.mm.pagemapFrames, first, last, () => undefined, sameMap);
}

/** Page map by id; undefined after it was removed. */
export const pagemapOf = (k: Kernel, id: number): DevPagemap | undefined => k.state.mm.pagemaps[id];

/** Removes an existing page map by id. */
export const deletePagemap = (k: Kernel, id: number): void => {
  delete k.state.mm.pagemaps[id];
};

/** The device that a page map's messages name. */
export const pagemapDevice = ({ driver, owner }: DevPagemap): LogDevice => ({ driver, name: owner });

/** Page map of a frame; undefined for RAM and for unmapped frames. */
export function get_dev_pagemap(k: Kernel, frame: number): DevPagemap | undefined {
  const entry = findRun(k.state.mm.pagemapFrames, frame);
  return entry && pagemapOf(k, entry.id);
}
