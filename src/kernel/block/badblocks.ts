/**
 * Lists of sectors that cannot be read: models block/badblocks.c, 4.8 to 6.12, as far as its files show.
 * An entry holds at most 512 sectors; where a long run is cut into entries can differ from the kernel's after
 * many changes, since 6.12 cuts otherwise than 6.1 anyway.
 */
import { ERRNO } from '../../lib/errno.ts';
import type { Range } from '../../lib/range.ts';

/** Sectors of 512 bytes that cannot be read (struct badblocks); ascending, none overlapping. */
export interface BadBlocks {
  ranges: Range[];
}

/** BB_MAX_LEN: the longest entry. */
const MAX_ENTRY = 512;

/** A list without entries. */
export const badblocks_init = (): BadBlocks => ({ ranges: [] });

/** Cuts a range into entries, from its start on. */
function* entries(start: number, end: number): Generator<Range> {
  for (let at = start; at <= end; at += MAX_ENTRY)
    yield { start: at, end: Math.min(end, at + MAX_ENTRY - 1) };
}

/** Fills a gap between entries: they grow as far as they can, and the rest gets entries of its own. */
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

/** The text of a `badblocks` file: first sector and count, a line an entry. */
export function badblocks_show(bad: BadBlocks | undefined): string {
  let text = '';
  for (const { start, end } of bad?.ranges ?? []) text += `${start} ${end - start + 1}\n`;
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
