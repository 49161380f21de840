/**
 * Table arithmetic of arch/x86/kernel/e820.c, 4.4 to 6.12: adding, updating and removing ranges, and the
 * sanitizer. Addresses are 64-bit and wrap as in the kernel, since the command line may contain any value.
 */
import { U64_MAX, u64 } from '../../../../lib/bytes/u64.ts';
import { MAX_NUMNODES } from '../numa/nodes.ts';

/** Size of the map: 128 entries of the firmware, and three for each node. */
export const E820_MAX_ENTRIES = 128 + 3 * MAX_NUMNODES;

export interface RawEntry {
  addr: bigint;
  size: bigint;
  type: number;
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** End of a range of `size` from `start`, clamped to 64 bits. */
export const clampedEnd = (start: bigint, size: bigint): bigint => start + min(size, U64_MAX - start);

/**
 * Changes the entries whose type satisfies `touches` within [start, end): covered parts get the type `fresh`,
 * or are removed when it is undefined. New pieces are appended as in the kernel; the sanitizer sorts them.
 */
function cut(
  table: RawEntry[],
  start: bigint,
  end: bigint,
  touches: (type: number) => boolean,
  fresh: number | undefined,
): void {
  const count = table.length;
  const append = (addr: bigint, size: bigint, type: number): number => table.push({ addr, size, type });
  for (const entry of table.slice(0, count)) {
    if (!touches(entry.type)) continue;
    const entryEnd = u64(entry.addr + entry.size);
    const from = max(start, entry.addr);
    const to = min(end, entryEnd);
    if (entry.addr >= start && entryEnd <= end) {
      if (fresh === undefined) Object.assign(entry, { addr: 0n, size: 0n, type: 0 });
      else entry.type = fresh;
    } else if (from < to) {
      if (fresh !== undefined) append(from, to - from, fresh);
      if (entry.addr < start && entryEnd > end) append(end, entryEnd - end, entry.type);
      if (entry.addr >= from) entry.addr = to;
      entry.size = entry.addr === to ? entryEnd - to : from - entry.addr;
    }
  }
}

/** Changes the type of a range from `from` to `to`. */
export function e820__range_update(
  table: RawEntry[],
  start: bigint,
  size: bigint,
  from: number,
  to: number,
): void {
  cut(table, start, clampedEnd(start, size), (type) => type === from, to);
}

/** Removes a range of one type, or of every type when `type` is undefined. */
export function e820__range_remove(
  table: RawEntry[],
  start: bigint,
  size: bigint,
  type: number | undefined,
): void {
  cut(table, start, clampedEnd(start, size), (found) => type === undefined || found === type, undefined);
}

/** Returns true if entries of the type, taken in order, cover the whole range. */
export function e820__mapped_all(
  table: readonly RawEntry[],
  start: bigint,
  size: bigint,
  type: number,
): boolean {
  const end = start + size;
  let covered = start;
  for (const entry of table)
    if (entry.type === type && entry.addr <= covered && entry.addr + entry.size > covered)
      covered = entry.addr + entry.size;
  return covered >= end;
}

interface ChangePoint {
  at: bigint;
  isEnd: boolean;
  entry: RawEntry;
}

function changePoints(table: RawEntry[]): ChangePoint[] {
  return table
    .filter(({ size }) => size !== 0n)
    .flatMap((entry) => [
      { at: entry.addr, isEnd: false, entry },
      { at: entry.addr + entry.size, isEnd: true, entry },
    ])
    .sort((a, b) => (a.at === b.at ? Number(a.isEnd) - Number(b.isEnd) : a.at < b.at ? -1 : 1));
}

/**
 * Sanitizer: sorts the table and resolves overlaps in favour of the largest type.
 *
 * @param noMerge types whose entries are split at every boundary of any entry
 * @returns null when the kernel does nothing: fewer than two entries, or one that wraps
 */
export function e820__update_table(table: RawEntry[], noMerge: (type: number) => boolean): RawEntry[] | null {
  if (table.length < 2 || table.some(({ addr, size }) => u64(addr + size) < addr)) return null;
  const open = new Set<RawEntry>();
  const out: RawEntry[] = [];
  let lastType = 0;
  let lastAddr = 0n;
  for (const { at, isEnd, entry } of changePoints(table)) {
    if (isEnd) open.delete(entry);
    else open.add(entry);
    const type = [...open].reduce((largest, other) => Math.max(largest, other.type), 0);
    if (type === lastType && !noMerge(type)) continue;
    if (lastType !== 0 && at > lastAddr) out.push({ addr: lastAddr, size: at - lastAddr, type: lastType });
    if (type !== 0) lastAddr = at;
    lastType = type;
  }
  return out.slice(0, E820_MAX_ENTRIES);
}
