/**
 * Overlap check of a range against other regions: models nd_region_conflict() of
 * drivers/nvdimm/region_devs.c, 4.19.13 and 4.20 to 5.2. A region that lies wholly inside the range is not
 * detected.
 */
import type { Kernel } from '../../kernel.ts';
import { to_nd_region, to_nvdimm_bus } from '../devices.ts';
import type { NdRegion } from '../state.ts';

/**
 * Returns true if another region of the same bus contains the first or the last byte of a range.
 *
 * @param start physical address in bytes
 * @param size bytes
 */
export function nd_region_conflict(k: Kernel, region: NdRegion, start: number, size: number): boolean {
  const end = start + size;
  return to_nvdimm_bus(k, region.bus)
    .regions.filter((name) => name !== region.name)
    .map((name) => to_nd_region(k, name))
    .some((other) => {
      const otherEnd = other.start + other.size;
      return (start >= other.start && start < otherEnd) || (end > other.start && end <= otherEnd);
    });
}
