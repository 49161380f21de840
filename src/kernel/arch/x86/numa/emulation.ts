/**
 * numa=fake=: models arch/x86/mm/numa_emulation.c (mm/numa_emulation.c since 6.12), all releases. Divides the
 * firmware's nodes into a number of nodes, or into nodes of a size.
 */
import { type Range, totalSize } from '../../../../lib/range.ts';
import { alignDown, alignUp, GiB, hex, MiB, PAGE_SIZE } from '../../../../lib/units.ts';
import { memparse, simple_strtoull } from '../../../kernel/params.ts';
import { pr_err, pr_info, pr_warn } from '../../../kernel/printk.ts';
import type { Kernel } from '../../../kernel.ts';
import type { NodeRange, NumaEmulation } from '../../../mm/state.ts';
import type { NumaInit } from './init.ts';
import { numa_cleanup_meminfo, ramIn } from './meminfo.ts';
import { MAX_NUMNODES } from './nodes.ts';

const FAKE_NODE_MIN_SIZE = 32 * MiB;
const DMA32_END = 4 * GiB;

/** Division in progress; ends are exclusive here, as in the kernel. */
interface Division {
  k: Kernel;
  ram: readonly Range[];
  /** Remaining ranges of the firmware's nodes, `pi`. */
  left: { nid: number; start: number; end: number }[];
  /** Fake nodes, `ei`. */
  made: { nid: number; start: number; end: number }[];
  /** emu_nid_to_phys. */
  physical: Map<number, number>;
  /** The firmware's nodes, ascending. */
  nodes: number[];
}

/** Bytes between two addresses that are not RAM. */
const mem_hole_size = ({ ram }: Division, start: number, end: number): number =>
  start < end ? end - start - ramIn(ram, { start, end: end - 1 }) : 0;

/**
 * Bytes of RAM between two addresses; infinite when the first is higher, where the kernel's unsigned value
 * wraps.
 */
const ramBetween = (division: Division, start: number, end: number): number =>
  end < start ? Number.POSITIVE_INFINITY : end - start - mem_hole_size(division, start, end);

/** Assigns the first `size` bytes of a remaining range to a fake node. */
function emu_setup_memblk(division: Division, nid: number, index: number, size: number): void {
  const { k, left, made, physical } = division;
  const from = left[index]!;
  const block = { nid, start: from.start, end: from.start + size };
  made.push(block);
  if (!physical.has(nid)) physical.set(nid, from.nid);
  from.start = block.end;
  if (from.start >= from.end) left.splice(index, 1);
  const range = `[mem ${hex(block.start, 16)}-${hex(block.end - 1, 16)}]`;
  pr_info(k, `Faking node ${nid} at ${range} (${Math.floor(size / MiB)}MB)`);
}

/** The first end from `end` on, in steps of the smallest node, with `size` bytes of RAM before it. */
function endWith(division: Division, start: number, end: number, limit: number, size: number): number {
  let at = end;
  while (ramBetween(division, start, at) < size) {
    at += FAKE_NODE_MIN_SIZE;
    if (at > limit) return limit;
  }
  return at;
}

/** RAM below 4 GiB that is too small for another node is added to this one. */
const pastDma32 = (division: Division, end: number): number =>
  end < DMA32_END && ramBetween(division, end, DMA32_END) < FAKE_NODE_MIN_SIZE ? DMA32_END : end;

/**
 * Iterates over the firmware's nodes until none has a remaining range, each time assigning a part of it to a
 * fake node.
 *
 * @param cut returns the end of the next part of a range
 * @param nidOf returns the fake node of part number `i`
 * @returns number of parts
 */
function divideInTurn(
  division: Division,
  nodes: readonly number[],
  cut: (range: { start: number; end: number }, part: number) => number,
  nidOf: (part: number) => number,
  first = 0,
): number {
  let part = first;
  let waiting = [...nodes];
  while (waiting.length > 0)
    for (const nid of [...waiting]) {
      const index = division.left.findIndex((range) => range.nid === nid);
      if (index < 0) {
        waiting = waiting.filter((node) => node !== nid);
        continue;
      }
      const range = division.left[index]!;
      const end = Math.min(cut(range, part), range.end);
      emu_setup_memblk(division, nidOf(part), index, end - range.start);
      part++;
    }
  return part;
}

/** `fake=N`: N nodes with equal amounts of RAM; returns false when RAM does not suffice. */
function split_nodes_interleave(division: Division, asked: number): boolean {
  const { k, ram } = division;
  if (asked <= 0) return false;
  const count = Math.min(asked, MAX_NUMNODES);
  if (count < asked) pr_info(k, `numa=fake=${asked} too large, reducing to ${count}`);
  const exact = Math.floor(totalSize(ram) / PAGE_SIZE / count) * PAGE_SIZE;
  const size = alignDown(exact, FAKE_NODE_MIN_SIZE);
  const big = Math.floor(((exact % FAKE_NODE_MIN_SIZE) * count) / FAKE_NODE_MIN_SIZE);
  if (size === 0) {
    pr_err(k, 'Not enough memory for each node.  NUMA emulation disabled.');
    return false;
  }
  divideInTurn(
    division,
    division.nodes,
    ({ start, end: limit }, part) => {
      const wanted = start + size + (part < big ? FAKE_NODE_MIN_SIZE : 0);
      const end = pastDma32(division, endWith(division, start, wanted, limit, size));
      return ramBetween(division, end, limit) < size ? limit : end;
    },
    (part) => part % count,
  );
  return true;
}

const nextPart = (part: number): number => part % MAX_NUMNODES;

function atLeast(k: Kernel, size: number, smallest: number): number {
  const least = alignUp(Math.max(smallest, FAKE_NODE_MIN_SIZE), FAKE_NODE_MIN_SIZE);
  const mebibytes = (bytes: number): number => Math.floor(bytes / MiB);
  if (size < least)
    pr_err(k, `Fake node size ${mebibytes(size)}MB too small, increasing to ${mebibytes(least)}MB`);
  return alignDown(Math.max(size, least), FAKE_NODE_MIN_SIZE);
}

/** `fake=SIZE`: nodes of at least SIZE bytes of RAM; returns false for size 0. */
function split_nodes_size_interleave(division: Division, asked: number): boolean {
  if (asked === 0) return false;
  const smallest = Math.floor(totalSize(division.ram) / PAGE_SIZE / MAX_NUMNODES) * PAGE_SIZE;
  const size = atLeast(division.k, asked, smallest);
  divideInTurn(
    division,
    division.nodes,
    ({ start, end: limit }) => {
      const end = pastDma32(division, endWith(division, start, start + size, limit, size));
      return ramBetween(division, end, limit) < size ? limit : end;
    },
    nextPart,
  );
  return true;
}

/** `fake=NU`: N nodes of equal span in each node of the firmware; returns false when a node yields fewer. */
function split_nodes_uniform(division: Division, count: number): boolean {
  const { k, left, nodes } = division;
  let nid = 0;
  for (const node of nodes) {
    if (count === 0) return false;
    const block = left[0];
    if (block === undefined) continue;
    const pages = (block.end - block.start) / PAGE_SIZE;
    const span = Math.floor(pages / count) * PAGE_SIZE;
    const size = atLeast(k, span, span);
    const cut = ({ start }: { start: number }): number => pastDma32(division, start + size);
    const next = divideInTurn(division, [block.nid], cut, nextPart, nid);
    if (next - nid < count) {
      pr_info(k, `numa_emulation: phys: ${node} only got ${next - nid} of ${count} nodes, failing`);
      return false;
    }
    nid = next;
  }
  return true;
}

/**
 * Divides the nodes as the parameter specifies; returns the text after the number, or undefined on failure.
 */
function divide(division: Division, text: string): string | undefined {
  const sized = /[MG]/.test(text) && !text.includes('U');
  const { value, rest } = sized ? memparse(text) : simple_strtoull(text);
  const amount = Number(value);
  const done = text.includes('U')
    ? split_nodes_uniform(division, amount)
    : sized
      ? split_nodes_size_interleave(division, amount)
      : split_nodes_interleave(division, amount);
  return done ? rest : undefined;
}

/** Parses the distances after a colon, row by row; a number without a trailing comma is ignored. */
function distancesOf(rest: string, count: number): NumaEmulation['distances'] {
  const given: (number | null)[] = [];
  let text = rest.replace(/^:/, '');
  if (text === '') return given;
  for (let i = 0; i < count * count; i++) {
    const [all, number, comma] = /^(-?\d+)(,?)/.exec(text) ?? [''];
    text = text.slice(all.length);
    given.push(comma === ',' ? Number(number) : null);
  }
  return given;
}

/**
 * Since 6.12 nodes of the firmware without a fake node get the lowest unused numbers, so that memory can be
 * hot-added to them.
 */
function fix_pxm_node_maps(k: Kernel, init: NumaInit, physical: ReadonlyMap<number, number>): void {
  const domains = Object.keys(k.state.mm.pxm).map(Number);
  const used = new Set([...physical].filter(([, node]) => domains.includes(node)).map(([nid]) => nid));
  const pxm: Record<number, number> = {};
  for (const domain of domains) {
    const fake = [...physical].filter(([, node]) => node === domain).map(([nid]) => nid);
    let nid = Math.min(...fake);
    if (fake.length === 0) for (nid = 0; used.has(nid); ) nid++;
    if (fake.length === 0) init.parsed.add(nid);
    used.add(nid);
    pxm[domain] = nid;
  }
  k.state.mm.pxm = pxm;
}

/** Replaces the firmware's nodes by the fake nodes. */
function commit(k: Kernel, init: NumaInit, meminfo: NodeRange[], division: Division, rest: string): void {
  const { physical } = division;
  init.meminfo = meminfo;
  init.parsed = new Set(meminfo.map(({ nid }) => nid));
  if (k.has('numa-fake-keeps-pxm')) fix_pxm_node_maps(k, init, physical);
  const byNode = [...physical].sort(([a], [b]) => a - b);
  for (const [cpu, node] of init.cpuNode)
    init.cpuNode.set(cpu, byNode.find(([, real]) => real === node)?.[0] ?? 0);
  const count = byNode.at(-1)![0] + 1;
  k.state.mm.emulation = {
    physical: Array.from({ length: count }, (_, nid) => physical.get(nid) ?? byNode[0]![1]),
    distances: distancesOf(rest, count),
  };
}

/**
 * Divides the nodes according to numa=fake=; leaves them unchanged on failure.
 *
 * @param text parameter after `fake=`
 * @param ram boot RAM as byte ranges
 */
export function numa_emulation(k: Kernel, init: NumaInit, text: string, ram: readonly Range[]): void {
  const division: Division = {
    k,
    ram,
    left: init.meminfo.map(({ nid, start, end }) => ({ nid, start, end: end + 1 })),
    made: [],
    physical: new Map(),
    nodes: [...init.parsed].sort((a, b) => a - b),
  };
  const rest = divide(division, text);
  if (rest === undefined || (init.off && k.has('numa-fake-keeps-pxm'))) return;
  const blocks = division.made.map(({ nid, start, end }) => ({ nid, start, end: end - 1 }));
  const meminfo = numa_cleanup_meminfo(k, blocks, ram);
  if (meminfo === undefined) pr_warn(k, 'NUMA: Warning: constructed meminfo invalid, disabling emulation');
  else commit(k, init, meminfo, division, rest);
}
