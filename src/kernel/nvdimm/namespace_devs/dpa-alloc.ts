/**
 * Room for namespaces on the DIMMs of a region: how much there is, and taking and giving it. Models the
 * capacity functions of drivers/nvdimm/dimm_devs.c and the allocator of namespace_devs.c, all releases;
 * before 5.7 a region's `align` is a page on each DIMM.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { alignDown, alignUp, hex } from '../../../lib/units.ts';
import { dev_WARN, once } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { nd_dev, to_ndd } from '../devices.ts';
import {
  dpa_adjust,
  dpa_allocate,
  dpa_busy,
  dpa_extents,
  dpa_free,
  dpa_gaps,
  dpa_keep_busy,
} from '../dimm_devs/dpa.ts';
import type { DpaExtent, DpaSpace } from '../dimm_devs/state.ts';
import type { NdMapping, NdRegion } from '../state.ts';

/** Under this label id the kernel holds all free space for a moment, to measure it. */
const RESERVE = 'pmem-reserve';

/** Allocation unit on one DIMM. */
const dpa_align = (region: NdRegion): number => region.align / region.mappings.length;

const mappingEnd = (mapping: NdMapping): number => mapping.start + mapping.size - 1;

/** Under what the sum of a mapping is kept, and what it is of. */
const busyRange = (region: NdRegion, mapping: NdMapping) =>
  [
    `${region.name}:${region.mappings.indexOf(mapping)}`,
    { start: mapping.start, end: mappingEnd(mapping), align: dpa_align(region) },
  ] as const;

/**
 * Counts once what is taken from each mapping of a region that was enabled or got another `align`, so that
 * nobody has to count later.
 */
export function keep_busy_sums(k: Kernel, region: NdRegion): void {
  for (const mapping of region.mappings) {
    const ndd = to_ndd(k, mapping);
    if (ndd !== null) dpa_keep_busy(ndd.dpa, ...busyRange(region, mapping));
  }
}

/** Unallocated bytes of a mapping: what allocations leave when each is rounded outward. */
function nd_pmem_available_dpa(region: NdRegion, mapping: NdMapping, space: DpaSpace): number {
  const align = dpa_align(region);
  const busy = dpa_busy(space, ...busyRange(region, mapping));
  if (busy.astray > 0 || busy.bytes >= mapping.size) return 0;
  return alignDown(mapping.size - busy.bytes, align);
}

interface Free {
  /** What is free and aligned; `end` is inclusive. */
  start: number;
  end: number;
  /** The free range itself, clipped to the mapping. */
  gapStart: number;
  gapEnd: number;
}

/**
 * Aligned free ranges beside the allocations of a mapping, ascending. A mapping without any allocation has
 * none: there the caller begins at its start.
 */
function* free_ranges(space: DpaSpace, mapping: NdMapping, align: number): Generator<Free> {
  const last = mappingEnd(mapping);
  for (const gap of dpa_gaps(space, mapping.start, last)) {
    if (gap.start <= mapping.start && gap.end >= last) return;
    const gapStart = Math.max(gap.start, mapping.start);
    const gapEnd = Math.min(gap.end, last);
    const start = alignUp(gapStart, align);
    const end = alignDown(gapEnd + 1, align) - 1;
    if (start < end) yield { start, end, gapStart, gapEnd };
  }
}

/** Reserves `n` bytes of free space piece by piece; what could not be reserved. */
function reserve_free(region: NdRegion, mapping: NdMapping, space: DpaSpace, n: number): number {
  let rest = n;
  const pieces: { start: number; size: number }[] = [];
  for (const { start, end } of free_ranges(space, mapping, dpa_align(region))) {
    const size = Math.min(end - start + 1, rest);
    if (size === 0) break;
    pieces.push({ start, size });
    rest -= size;
  }
  if (pieces.length === 0) return dpa_allocate(space, RESERVE, mapping.start, n) ? 0 : n;
  for (const { start, size } of pieces) dpa_allocate(space, RESERVE, start, size);
  return rest;
}

/** The largest free range of a mapping, both ends rounded inward. */
function nd_pmem_max_contiguous_dpa(k: Kernel, region: NdRegion, mapping: NdMapping): number {
  const space = to_ndd(k, mapping)?.dpa;
  if (space === undefined) return 0;
  const align = dpa_align(region);
  const n = nd_pmem_available_dpa(region, mapping, space);
  const rest = n === 0 ? 0 : reserve_free(region, mapping, space, n);
  if (rest > 0) {
    const text = `pmem reserve underrun: ${hex(n - rest)} of ${hex(n)} bytes`;
    once(k, 'pmem-reserve-underrun', () =>
      dev_WARN(k, nd_dev(k, region.name), 'drivers/nvdimm/namespace_devs.c:624', text),
    );
    // The reservation stays; the next measurement counts it as free and drops it.
    return 0;
  }
  let max = 0;
  for (const extent of dpa_extents(space, RESERVE)) {
    max = Math.max(max, alignDown(extent.start + extent.size, align) - alignUp(extent.start, align));
    dpa_free(space, extent);
  }
  return max;
}

/** `available_size` of a region: bytes that no namespace has, 0 while a DIMM is disabled. */
export function nd_region_available_dpa(k: Kernel, region: NdRegion): number {
  let available = 0;
  for (const mapping of region.mappings) {
    const space = to_ndd(k, mapping)?.dpa;
    if (space === undefined) return 0;
    available += nd_pmem_available_dpa(region, mapping, space);
  }
  return available;
}

/** `max_available_extent`: the largest namespace that can be made. */
export function nd_region_allocatable_dpa(k: Kernel, region: NdRegion): number {
  const each = region.mappings.map((mapping) => nd_pmem_max_contiguous_dpa(k, region, mapping));
  // A DIMM without room is passed over (min_not_zero, 5.18); the allocation itself then fails.
  const counted = k.has('no-blk-namespaces') ? each.filter((max) => max !== 0) : each;
  return counted.length === 0 ? 0 : Math.min(...counted) * region.mappings.length;
}

/** Whether an aligned free range lies right beside the namespace's last extent. */
const adjacent = (free: Free, exist: DpaExtent): boolean =>
  free.start === exist.start + exist.size || free.end === exist.start - 1;

/**
 * Gives `n` more bytes of a mapping to a label id: the first free range that is large enough, and beside
 * what it has already.
 *
 * @returns false when there is none
 */
function scan_allocate(
  region: NdRegion,
  mapping: NdMapping,
  space: DpaSpace,
  label: string,
  n: number,
): boolean {
  const exist = dpa_extents(space, label).at(-1);
  for (const free of free_ranges(space, mapping, dpa_align(region))) {
    if (free.end - free.start + 1 < n || (exist !== undefined && !adjacent(free, exist))) continue;
    if (exist !== undefined && exist.start === free.gapEnd + 1)
      dpa_adjust(space, exist, exist.start - n, exist.size + n);
    else if (exist !== undefined && exist.start + exist.size === free.gapStart)
      dpa_adjust(space, exist, exist.start, exist.size + n);
    else return dpa_allocate(space, label, free.start, n);
    return true;
  }
  // Not only for an empty mapping: a namespace that cannot grow in place may end up in two pieces.
  return dpa_allocate(space, label, mapping.start, n);
}

/**
 * Gives `n` bytes on each DIMM to a label id.
 *
 * @returns 0, or -ENXIO when a DIMM has no room for it; earlier DIMMs keep what they gave
 */
export function grow_dpa_allocation(k: Kernel, region: NdRegion, label: string, n: number): number {
  for (const mapping of region.mappings) {
    const space = to_ndd(k, mapping)!.dpa;
    if (scan_allocate(region, mapping, space, label, n)) continue;
    const text = `allocation underrun: 0x0 of ${hex(n)} bytes`;
    once(k, 'allocation-underrun', () =>
      dev_WARN(k, nd_dev(k, region.name), 'drivers/nvdimm/namespace_devs.c:676', text),
    );
    return -ERRNO.ENXIO;
  }
  return 0;
}

/** Takes `n` bytes on each DIMM from the end of what a label id has. */
export function shrink_dpa_allocation(k: Kernel, region: NdRegion, label: string, n: number): void {
  for (const mapping of region.mappings) {
    const space = to_ndd(k, mapping)!.dpa;
    let rest = n;
    for (const extent of dpa_extents(space, label).reverse()) {
      if (rest === 0) break;
      const size = Math.min(extent.size, rest);
      if (size === extent.size) dpa_free(space, extent);
      else dpa_adjust(space, extent, extent.start, extent.size - size);
      rest -= size;
    }
  }
}
