/**
 * Lists of sectors that cannot be read: models block/badblocks.c, 4.8 to 6.12, as far as its files show.
 * The kernel packs a list into entries of at most 512 sectors; here runs are kept whole and cut to that
 * length only when they are printed.
 */
import { ERRNO } from '../lib/errno.ts';
import { overlaps } from '../lib/range.ts';
import type { BadBlocks } from './nvdimm/state.ts';

/** BB_MAX_LEN: the longest entry. */
const MAX_ENTRY = 512;

export const badblocks_init = (): BadBlocks => ({ ranges: [] });

/** True when one of `count` sectors from `sector` is bad. */
export const badblocks_check = (bad: BadBlocks, sector: number, count: number): boolean =>
  bad.ranges.some((range) => overlaps(range, { start: sector, end: sector + count - 1 }));

/** Marks `count` sectors (at least 1) from `sector` bad. */
export function badblocks_set(bad: BadBlocks, sector: number, count: number): void {
  let { start, end } = { start: sector, end: sector + count - 1 };
  const apart = [];
  for (const range of bad.ranges) {
    if (range.end + 1 < start || range.start > end + 1) apart.push(range);
    else [start, end] = [Math.min(start, range.start), Math.max(end, range.end)];
  }
  bad.ranges = [...apart, { start, end }].sort((a, b) => a.start - b.start);
}

/** Marks `count` sectors from `sector` good. */
export function badblocks_clear(bad: BadBlocks, sector: number, count: number): void {
  const end = sector + count - 1;
  bad.ranges = bad.ranges.flatMap((range) =>
    [
      { start: range.start, end: Math.min(range.end, sector - 1) },
      { start: Math.max(range.start, end + 1), end: range.end },
    ].filter((rest) => rest.start <= rest.end),
  );
}

/** The text of a `badblocks` file: first sector and count, a line an entry. */
export function badblocks_show(bad: BadBlocks | undefined): string {
  let text = '';
  for (const { start, end } of bad?.ranges ?? [])
    for (let at = start; at <= end; at += MAX_ENTRY) text += `${at} ${Math.min(MAX_ENTRY, end - at + 1)}\n`;
  return text;
}

/** A write to a disk's `badblocks` file: `SECTOR COUNT`; 0 or -EINVAL. */
export function badblocks_store(bad: BadBlocks, text: string): number {
  const found = /^\s*(\d+)\s+(-?\d+)\s*$/.exec(text);
  const count = Number(found?.[2] ?? 0);
  if (found === null || count <= 0) return -ERRNO.EINVAL;
  badblocks_set(bad, Number(found[1]), count);
  return 0;
}
