/**
 * Lookup of page maps by address: models kernel/memremap.c, 4.5 to 5.2, with a radix tree keyed by section,
 * later by frame, and then an XArray whose stores overwrite. Insertion, removal and the state after a failure
 * differ accordingly.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { intersection, type Range } from '../../../lib/range.ts';
import { pieces } from '../../../lib/runs.ts';
import { PAGE_SIZE, physToPfn } from '../../../lib/units.ts';
import { page_fault } from '../../kernel/panic.ts';
import { dev_err } from '../../kernel/printk.ts';
import { resource_raw } from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import { PAGES_PER_SECTION, SECTION_SIZE } from '../mmzone.ts';
import type { DevPagemap } from '../state.ts';
import {
  get_dev_pagemap,
  pagemapDevice,
  pagemapOf,
  pgmap_array_delete,
  pgmap_array_store,
} from './pgmap-array.ts';
import { find_dev_pagemap, pgmap_radix_insert, pgmap_radix_release } from './pgmap-radix.ts';

const byFrame = (k: Kernel): boolean => k.has('pgmap-radix-by-pfn');

/** Returns true for releases whose lookup is keyed by section. */
export const lookupBySection = (k: Kernel): boolean => k.has('pgmap-radix-by-section') && !byFrame(k);

/** Page map of a frame; undefined when it was removed. */
export const findLive = (k: Kernel, frame: number): DevPagemap | undefined =>
  byFrame(k) ? get_dev_pagemap(k, frame) : find_dev_pagemap(k, Math.floor(frame / PAGES_PER_SECTION));

/** Result of an insertion; `done` is the range that was entered, undefined for none. */
interface Insertion {
  error: number;
  done: Range | undefined;
}

function log_error(k: Kernel, pagemap: DevPagemap, text: string): void {
  dev_err(k, pagemapDevice(pagemap), `devm_memremap_pages: ${text}`);
}

/**
 * Returns -EBUSY and logs the owner of the other mapping, or -EEXIST since the owner is no longer looked up
 * (4.16).
 */
function refuse(k: Kernel, pagemap: DevPagemap, range: Range, other: string): number {
  if (k.has('dev-pagemap-struct')) {
    log_error(k, pagemap, `failed: ${-ERRNO.EEXIST}`);
    return -ERRNO.EEXIST;
  }
  log_error(k, pagemap, `${resource_raw(range)} collides with mapping for ${other}`);
  return -ERRNO.EBUSY;
}

/**
 * Inserts by section. The kernel also reads an entry whose page map was freed: an entry of the same device
 * appears valid, any other one causes an oops.
 */
function insertSections(k: Kernel, pagemap: DevPagemap, range: Range, whole: Range): Insertion {
  const taken = pgmap_radix_insert(k, pagemap, whole);
  if (taken === undefined) return { error: 0, done: whole };
  if (pagemapOf(k, taken.id) === undefined && taken.owner !== pagemap.owner) page_fault(k);
  const done = intersection(range, { start: whole.start, end: taken.section * SECTION_SIZE - 1 });
  return { error: refuse(k, pagemap, range, taken.owner), done };
}

/** Inserts the frames of the range, up to the first that has an entry. */
function insertFrames(k: Kernel, pagemap: DevPagemap, range: Range): Insertion {
  const frames = k.state.mm.pagemapFrames;
  const first = physToPfn(range.start);
  const taken = [...pieces(frames, first, physToPfn(range.end))].find(({ state }) => state !== undefined);
  if (taken === undefined || k.has('pgmap-xarray')) {
    pgmap_array_store(k, range, pagemap.id);
    return { error: 0, done: range };
  }
  const done = intersection(range, { start: range.start, end: taken.first * PAGE_SIZE - 1 });
  if (done !== undefined) pgmap_array_store(k, done, pagemap.id);
  const other = pagemapOf(k, taken.state!.id)!;
  return { error: refuse(k, pagemap, range, other.owner), done };
}

/** Inserts a page map for its whole sections or for its range, depending on the release. */
export function insertPagemap(k: Kernel, pagemap: DevPagemap, range: Range, whole: Range): Insertion {
  if (byFrame(k)) return insertFrames(k, pagemap, range);
  return lookupBySection(k) ? insertSections(k, pagemap, range, whole) : { error: 0, done: range };
}

/** Removes a page map's entries; before 4.14 the one of its last section may remain. */
export function removePagemap(k: Kernel, range: Range): void {
  if (byFrame(k)) pgmap_array_delete(k, range);
  else pgmap_radix_release(k, range);
}

/**
 * Cleanup after a collision: removes the entered part; before 4.16 the whole range, including entries of
 * other mappings.
 */
export function removeAfterFailure(k: Kernel, range: Range, done: Range | undefined): void {
  if (!k.has('pgmap-collision-release')) removePagemap(k, range);
  else if (done !== undefined) removePagemap(k, done);
}
