/**
 * Allocation of DIMM capacity to namespaces: models grow_dpa_allocation() and shrink_dpa_allocation() of
 * drivers/nvdimm/namespace_devs.c, all releases.
 */

import { ERRNO } from '../../../lib/errno.ts';
import { hex } from '../../../lib/units.ts';
import { WARN_SITES } from '../../history/warn-sites.ts';
import { dev_WARN, once } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { nd_dev, to_ndd } from '../devices.ts';
import { dpa_align, type FreeRange, free_ranges } from '../dimm_devs/available.ts';
import { dpa_adjust, dpa_allocate, dpa_extents, dpa_free } from '../dimm_devs/dpa.ts';
import type { DpaExtent, DpaSpace } from '../dimm_devs/state.ts';
import type { NdMapping, NdRegion } from '../state.ts';

/** Returns true for an aligned free range that adjoins the namespace's last extent. */
const adjacent = (free: FreeRange, exist: DpaExtent): boolean =>
  free.start === exist.start + exist.size || free.end === exist.start - 1;

/**
 * Allocates `n` more bytes of a mapping to a label id: from the first free range that is large enough and, if
 * the label id has extents, adjacent to its last one.
 *
 * @returns false when no range fits
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
  // Reached for a non-empty mapping too: a namespace that cannot grow in place may get a second extent.
  return dpa_allocate(space, label, mapping.start, n);
}

/**
 * Allocates `n` bytes on each DIMM to a label id.
 *
 * @returns 0, or -ENXIO when a DIMM lacks space; allocations on earlier DIMMs remain
 */
export function grow_dpa_allocation(k: Kernel, region: NdRegion, label: string, n: number): number {
  for (const mapping of region.mappings) {
    const space = to_ndd(k, mapping)!.dpa;
    if (scan_allocate(region, mapping, space, label, n)) continue;
    const text = `allocation underrun: 0x0 of ${hex(n)} bytes`;
    once(k, 'allocation-underrun', () =>
      dev_WARN(k, nd_dev(k, region.name), WARN_SITES.allocationUnderrun, text),
    );
    return -ERRNO.ENXIO;
  }
  return 0;
}

/** Releases `n` bytes on each DIMM from the end of a label id's extents. */
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
