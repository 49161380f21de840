/**
 * Free capacity of a DIMM within a region: models nd_pmem_available_dpa() and nd_pmem_max_contiguous_dpa() of
 * drivers/nvdimm/dimm_devs.c, all releases; before 5.7 a region's `align` is one page on each DIMM.
 */

import { alignDown, alignUp, hex } from '../../../lib/units.ts';
import { WARN_SITES } from '../../history/warn-sites.ts';
import { dev_WARN, once } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { nd_dev, to_ndd } from '../devices.ts';
import type { NdMapping, NdRegion } from '../state.ts';
import {
  dpa_allocate,
  dpa_busy,
  dpa_cache_busy,
  dpa_extents,
  dpa_free,
  dpa_gaps,
  dpa_is_free,
} from './dpa.ts';
import type { DpaSpace } from './state.ts';

/** Label id of the temporary allocation of all free space, by which the kernel measures it. */
const RESERVE = 'pmem-reserve';

/** Allocation unit on one DIMM in bytes. */
export const dpa_align = (region: NdRegion): number => region.align / region.mappings.length;

const mappingEnd = (mapping: NdMapping): number => mapping.start + mapping.size - 1;

/** Key and range of a mapping's cached busy sum. */
const busyRange = (region: NdRegion, mapping: NdMapping) =>
  [
    `${region.name}:${region.mappings.indexOf(mapping)}`,
    { start: mapping.start, end: mappingEnd(mapping), align: dpa_align(region) },
  ] as const;

/**
 * Caches the allocated bytes of each mapping after the region was enabled or its `align` changed; allocations
 * and releases keep the sums up to date.
 */
export function cache_busy_sums(k: Kernel, region: NdRegion): void {
  for (const mapping of region.mappings) {
    const ndd = to_ndd(k, mapping);
    if (ndd !== null) dpa_cache_busy(ndd.dpa, ...busyRange(region, mapping));
  }
}

/** Unallocated bytes of a mapping, with each allocation rounded outward to the allocation unit. */
export function nd_pmem_available_dpa(region: NdRegion, mapping: NdMapping, space: DpaSpace): number {
  const align = dpa_align(region);
  const busy = dpa_busy(space, ...busyRange(region, mapping));
  if (busy.astray > 0 || busy.bytes >= mapping.size) return 0;
  return alignDown(mapping.size - busy.bytes, align);
}

/** A free range of device addresses, in bytes. */
export interface FreeRange {
  /** Aligned free range; `end` is inclusive. */
  start: number;
  end: number;
  /** Unaligned free range, clipped to the mapping. */
  gapStart: number;
  gapEnd: number;
}

/**
 * Aligned free ranges next to the allocations of a mapping, ascending. A mapping without allocations yields
 * none; the caller then allocates at its start.
 */
export function* free_ranges(space: DpaSpace, mapping: NdMapping, align: number): Generator<FreeRange> {
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

interface Piece {
  start: number;
  size: number;
}

/** The pieces of free space in which `n` bytes are reserved, and the bytes that are not. */
function reservable(region: NdRegion, mapping: NdMapping, space: DpaSpace, n: number) {
  let rest = n;
  const pieces: Piece[] = [];
  for (const { start, end } of free_ranges(space, mapping, dpa_align(region))) {
    const size = Math.min(end - start + 1, rest);
    if (size === 0) break;
    pieces.push({ start, size });
    rest -= size;
  }
  if (pieces.length > 0 || !dpa_is_free(space, mapping.start, n)) return { pieces, rest };
  return { pieces: [{ start: mapping.start, size: n }], rest: 0 };
}

/**
 * Size in bytes of the largest free range of a mapping, both ends rounded inward. The kernel reserves all free space
 * to measure it, and releases it; here it is reserved only where it stays so.
 */
export function nd_pmem_max_contiguous_dpa(k: Kernel, region: NdRegion, mapping: NdMapping): number {
  const space = to_ndd(k, mapping)?.dpa;
  if (space === undefined) return 0;
  const align = dpa_align(region);
  const n = nd_pmem_available_dpa(region, mapping, space);
  const { pieces, rest } = reservable(region, mapping, space, n);
  if (rest > 0) {
    for (const { start, size } of pieces) dpa_allocate(space, RESERVE, start, size);
    const text = `pmem reserve underrun: ${hex(n - rest)} of ${hex(n)} bytes`;
    once(k, 'pmem-reserve-underrun', () =>
      dev_WARN(k, nd_dev(k, region.name), WARN_SITES.reserveUnderrun, text),
    );
    // The reservation remains; the next measurement counts it as free and releases it.
    return 0;
  }
  const left = dpa_extents(space, RESERVE);
  for (const extent of left) dpa_free(space, extent);
  return [...pieces, ...left].reduce(
    (max, { start, size }) => Math.max(max, alignDown(start + size, align) - alignUp(start, align)),
    0,
  );
}
