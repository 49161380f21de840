/**
 * Lookup of page maps by section: models pgmap_radix of kernel/memremap.c, 4.5 to 4.13. Release steps by
 * whole sections from the unrounded start of the range and can therefore leave the entry of the last section
 * behind, which then points to freed memory.
 */
import { type Range, rangeSize } from '../../../lib/range.ts';
import { findRun, pieces, rewriteRuns, type Span } from '../../../lib/runs.ts';
import { physToPfn } from '../../../lib/units.ts';
import type { Kernel } from '../../kernel.ts';
import { SECTION_SIZE, sectionsOf } from '../mmzone.ts';
import type { DevPagemap, PagemapSection } from '../state.ts';
import { pagemapOf } from './pgmap-array.ts';

type Entry = Omit<PagemapSection, keyof Span>;

interface Taken extends Entry {
  section: number;
}

const sameEntry = (a: Entry, b: Entry): boolean => a.id === b.id;

/** Page map of a section; undefined when it was removed. */
export function find_dev_pagemap(k: Kernel, section: number): DevPagemap | undefined {
  const entry = findRun(k.state.mm.pagemapSections, section);
  return entry && pagemapOf(k, entry.id);
}

/**
 * Inserts a page map for the sections of its range, up to the first that has an entry.
 *
 * @returns that section and its entry; undefined when there is none
 */
export function pgmap_radix_insert(k: Kernel, { id, owner }: DevPagemap, range: Range): Taken | undefined {
  const { first, last } = sectionsOf(physToPfn(range.start), physToPfn(rangeSize(range)));
  const radix = k.state.mm.pagemapSections;
  const taken = [...pieces(radix, first, last)].find(({ state }) => state !== undefined);
  const end = taken === undefined ? last : taken.first - 1;
  rewriteRuns(radix, first, end, () => ({ id, owner }), sameEntry);
  return taken?.state && { section: taken.first, ...taken.state };
}

/** Deletes the entries at steps of one section from the start of a range, regardless of their owner. */
export function pgmap_radix_release(k: Kernel, { start, end }: Range): void {
  const first = Math.floor(start / SECTION_SIZE);
  const steps = Math.floor((end - start) / SECTION_SIZE);
  rewriteRuns(k.state.mm.pagemapSections, first, first + steps, () => undefined, sameEntry);
}
