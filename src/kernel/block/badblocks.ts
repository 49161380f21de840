/**
 * Bad sector lists: models block/badblocks.c, 4.8 to 6.12, as far as its files show it. An entry holds at
 * most 512 sectors. After many changes a long run may be split into other entries than in the kernel; 6.12
 * splits differently from 6.1 as well.
 */
import { ERRNO } from '../../lib/errno.ts';
import type { Range } from '../../lib/range.ts';

/** Unreadable sectors of 512 bytes (struct badblocks); ascending, not overlapping. */
export interface BadBlocks {
  ranges: Range[];
}

/** BB_MAX_LEN: maximum length of an entry in sectors. */
const MAX_ENTRY = 512;

/** A list without entries. */
export const badblocks_init = (): BadBlocks => ({ ranges: [] });

/** Splits a range into entries from its start. */
function* entries(start: number, end: number): Generator<Range> {
  for (let at = start; at <= end; at += MAX_ENTRY)
    yield { start: at, end: Math.min(end, at + MAX_ENTRY - 1) };
}

/**
 * Fills a gap between entries: extends its neighbours up to the maximum length and adds entries for the rest.
 */
function fill(below: Range | undefined, gap: Range, above: Range | undefined): Range[] {
  let { start } = gap;
  if (below !== undefined && below.end + 1 === start) {
    below.end = Math.min(gap.end, below.start + MAX_ENTRY - 1);
    start = below.end + 1;
  }
  const touches = above !== undefined && gap.end + 1 === above.start;
  if (touches && start <= gap.end && above.end - start < MAX_ENTRY) {
    above.start = start;
    return [];
  }
  return [...entries(start, gap.end)];
}

/** Marks `count` sectors (at least 1) from `sector` bad. */
export function badblocks_set(bad: BadBlocks, sector: number, count: number): void {
  const end = sector + count - 1;
  const filled: Range[] = [];
  let at = sector;
  for (const range of bad.ranges) {
    if (at <= end && at < range.start) {
      const gap = { start: at, end: Math.min(end, range.start - 1) };
      filled.push(...fill(filled.at(-1), gap, range));
    }
    if (range.end >= at) at = range.end + 1;
    filled.push(range);
  }
  if (at <= end) filled.push(...fill(filled.at(-1), { start: at, end }, undefined));
  bad.ranges = filled;
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

/** Content of a `badblocks` file: one entry per line, first sector and count. */
export function badblocks_show(bad: BadBlocks | undefined): string {
  let text = '';
  for (const { start, end } of bad?.ranges ?? []) text += `${start} ${end - start + 1}\n`;
  return text;
}

/** Write to a disk's `badblocks` file, `SECTOR COUNT`. Returns 0 or -EINVAL. */
export function badblocks_store(bad: BadBlocks, text: string): number {
  const found = /^\s*(\d+)\s+(-?\d+)\s*$/.exec(text);
  const count = Number(found?.[2] ?? 0);
  if (found === null || count <= 0) return -ERRNO.EINVAL;
  badblocks_set(bad, Number(found[1]), count);
  return 0;
}
