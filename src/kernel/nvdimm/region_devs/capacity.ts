/** Unallocated capacity of a region: models the sums of drivers/nvdimm/region_devs.c, all releases. */
import type { Kernel } from '../../kernel.ts';
import { to_ndd } from '../devices.ts';
import { nd_pmem_available_dpa, nd_pmem_max_contiguous_dpa } from '../dimm_devs/available.ts';
import type { NdRegion } from '../state.ts';

/** `available_size` of a region: unallocated bytes, 0 while a DIMM is disabled. */
export function nd_region_available_dpa(k: Kernel, region: NdRegion): number {
  let available = 0;
  for (const mapping of region.mappings) {
    const space = to_ndd(k, mapping)?.dpa;
    if (space === undefined) return 0;
    available += nd_pmem_available_dpa(region, mapping, space);
  }
  return available;
}

/** `max_available_extent`: size in bytes of the largest namespace that can be created. */
export function nd_region_allocatable_dpa(k: Kernel, region: NdRegion): number {
  const each = region.mappings.map((mapping) => nd_pmem_max_contiguous_dpa(k, region, mapping));
  // A DIMM without free space is skipped (min_not_zero, 5.18); the allocation itself then fails.
  const counted = k.has('no-blk-namespaces') ? each.filter((max) => max !== 0) : each;
  return counted.length === 0 ? 0 : Math.min(...counted) * region.mappings.length;
}
