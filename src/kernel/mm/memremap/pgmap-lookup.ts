/**
 * Which page map answers for an address, as kernel/memremap.c kept it from 4.5 to 5.2: a radix tree by
 * section, then one by frame, then an XArray that overwrites. How a mapping enters and leaves differs with
 * it, and so does what a failure leaves behind.
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

/** True while the lookup went by section. */
export const lookupBySection = (k: Kernel): boolean => k.has('pgmap-radix-by-section') && !byFrame(k);

/** The page map of a frame, if it is still there. */
export const findLive = (k: Kernel, frame: number): DevPagemap | undefined =>
  byFrame(k) ? get_dev_pagemap(k, frame) : find_dev_pagemap(k, Math.floor(frame / PAGES_PER_SECTION));

/** How far a mapping was entered: `done` is the part that was, undefined for none. */
interface Entered {
  error: number;
  done: Range | undefined;
}

function say(k: Kernel, pagemap: DevPagemap, text: string): void {
  dev_err(k, pagemapDevice(pagemap), `devm_memremap_pages: ${text}`);
}

/** -EBUSY with a line that names the other mapping, or -EEXIST once that lookup was dropped (4.16). */
function refuse(k: Kernel, pagemap: DevPagemap, range: Range, other: string): number {
  if (k.has('dev-pagemap-struct')) {
    say(k, pagemap, `failed: ${-ERRNO.EEXIST}`);
    return -ERRNO.EEXIST;
  }
  say(k, pagemap, `${resource_raw(range)} collides with mapping for ${other}`);
  return -ERRNO.EBUSY;
}

/** By sections. An entry whose page map is gone is read all the same: by the same device it looks alive. */
function enterSections(k: Kernel, pagemap: DevPagemap, range: Range, whole: Range): Entered {
  const taken = pgmap_radix_insert(k, pagemap, whole);
  if (taken === undefined) return { error: 0, done: whole };
  if (pagemapOf(k, taken.id) === undefined && taken.owner !== pagemap.owner) page_fault(k);
  const done = intersection(range, { start: whole.start, end: taken.section * SECTION_SIZE - 1 });
  return { error: refuse(k, pagemap, range, taken.owner), done };
}

/** By frames of the range itself, up to the first that has an entry. */
function enterFrames(k: Kernel, pagemap: DevPagemap, range: Range): Entered {
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

/** Enters a page map: for its whole sections, or for its range. */
export function enter(k: Kernel, pagemap: DevPagemap, range: Range, whole: Range): Entered {
  if (byFrame(k)) return enterFrames(k, pagemap, range);
  return lookupBySection(k) ? enterSections(k, pagemap, range, whole) : { error: 0, done: range };
}

/** Takes a page map out, which before 4.14 may leave its last section. */
export function leave(k: Kernel, range: Range): void {
  if (byFrame(k)) pgmap_array_delete(k, range);
  else pgmap_radix_release(k, range);
}

/** After a collision: what was entered, or before 4.16 all of the range, other mappings included. */
export function leaveAfterFailure(k: Kernel, range: Range, done: Range | undefined): void {
  if (!k.has('pgmap-collision-release')) leave(k, range);
  else if (done !== undefined) leave(k, done);
}
