/**
 * Memory ranges of nodes, normalised before use: models struct numa_meminfo of arch/x86/mm/numa.c
 * (mm/numa_memblks.c since 6.12), all releases.
 */
import { intersection, overlaps, type Range, rangeSize, totalSize } from '../../../../lib/range.ts';
import { hex, MiB, PAGE_SIZE } from '../../../../lib/units.ts';
import { pr_err, pr_info, pr_warn } from '../../../kernel/printk.ts';
import type { Kernel } from '../../../kernel.ts';
import type { NodeRange } from '../../../mm/state.ts';

const mem = ({ start, end }: Range): string => `[mem ${hex(start, 8)}-${hex(end, 8)}]`;

/**
 * Moves ranges without RAM to the reserved ones, and truncates the others at the end of RAM, since 6.12 at
 * its start too.
 *
 * @param ram boot RAM as byte ranges
 */
function trim(k: Kernel, meminfo: readonly NodeRange[], ram: readonly Range[]): NodeRange[] {
  const { mm } = k.state;
  const high = mm.maxPfn * PAGE_SIZE;
  const low = k.has('numa-begins-with-ram') ? ram[0]!.start : 0;
  const kept: NodeRange[] = [];
  for (const range of meminfo) {
    if (!ram.some((part) => overlaps(part, range))) {
      mm.numaReserved.push(range);
      continue;
    }
    if (range.end >= high) mm.numaReserved.push({ ...range, start: high });
    kept.push({ ...range, start: Math.max(range.start, low), end: Math.min(range.end, high - 1) });
  }
  return kept;
}

/** Merges two ranges of a node when no other node has memory between them; returns -1 when nodes overlap. */
function join(k: Kernel, blocks: NodeRange[], i: number, j: number): boolean | number {
  const [a, b] = [blocks[i]!, blocks[j]!];
  if (overlaps(a, b)) {
    if (a.nid !== b.nid) {
      pr_err(k, `node ${a.nid} ${mem(a)} overlaps with node ${b.nid} ${mem(b)}`);
      return -1;
    }
    pr_warn(k, `Warning: node ${a.nid} ${mem(a)} overlaps with itself ${mem(b)}`);
  }
  const all = { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
  if (a.nid !== b.nid || blocks.some((other) => other.nid !== a.nid && overlaps(other, all))) return false;
  pr_info(k, `NUMA: Node ${a.nid} ${mem(a)} + ${mem(b)} -> ${mem(all)}`);
  blocks[i] = { ...all, nid: a.nid };
  blocks.splice(j, 1);
  return true;
}

/**
 * Normalises ranges: those without RAM are kept separately, adjacent ones of a node are merged.
 *
 * @param ram boot RAM as byte ranges
 * @returns undefined when two nodes overlap
 */
export function numa_cleanup_meminfo(
  k: Kernel,
  meminfo: readonly NodeRange[],
  ram: readonly Range[],
): NodeRange[] | undefined {
  const blocks = trim(k, meminfo, ram);
  for (let i = 0; i < blocks.length; i++)
    for (let j = i + 1; j < blocks.length; ) {
      const joined = join(k, blocks, i, j);
      if (joined === -1) return undefined;
      if (joined === false) j++;
    }
  return blocks;
}

/** Bytes of RAM in a range. */
export const ramIn = (ram: readonly Range[], range: Range): number =>
  ram.reduce((sum, part) => {
    const both = intersection(part, range);
    return both === undefined ? sum : sum + rangeSize(both);
  }, 0);

/** Returns true if the nodes cover all RAM except less than 1 MiB. */
export function numa_meminfo_cover_memory(
  k: Kernel,
  meminfo: readonly NodeRange[],
  ram: readonly Range[],
): boolean {
  const owned = meminfo.reduce((sum, range) => sum + ramIn(ram, range), 0);
  const all = totalSize(ram);
  const mebibytes = (size: number): number => Math.floor(size / MiB);
  const byMemblock = k.has('numa-coverage-by-memblock');
  if (all - owned < MiB || (byMemblock && all - owned === MiB)) return true;
  pr_err(
    k,
    byMemblock
      ? `NUMA: no nodes coverage for ${mebibytes(all - owned)}MB of ${mebibytes(all)}MB RAM`
      : `NUMA: nodes only cover ${mebibytes(owned)}MB of your ${mebibytes(all)}MB e820 RAM. Not used.`,
  );
  return false;
}

/** Splits RAM at node boundaries, ascending; parts without a node join the first one. */
export function nodeRam(meminfo: readonly NodeRange[], ram: readonly Range[]): NodeRange[] {
  const owners = [...meminfo].sort((a, b) => a.start - b.start);
  return ram.flatMap((range) => splitByNode(owners, range, meminfo[0]?.nid ?? 0));
}

function splitByNode(owners: readonly NodeRange[], ram: Range, first: number): NodeRange[] {
  const parts: NodeRange[] = [];
  let at = ram.start;
  const put = (end: number, nid: number): void => {
    if (at > end) return;
    const last = parts.at(-1);
    if (last !== undefined && last.nid === nid) last.end = end;
    else parts.push({ nid, start: at, end });
    at = end + 1;
  };
  for (const entry of owners) {
    if (!overlaps(entry, ram)) continue;
    put(entry.start - 1, first);
    put(Math.min(entry.end, ram.end), entry.nid);
  }
  put(ram.end, first);
  return parts;
}
