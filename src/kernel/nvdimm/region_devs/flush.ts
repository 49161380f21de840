/** Flushing of writes to a region: models nvdimm_has_flush() of drivers/nvdimm/region_devs.c, all releases. */
import { ERRNO } from '../../../lib/errno.ts';
import type { Kernel } from '../../kernel.ts';
import { to_nvdimm } from '../devices.ts';
import type { NdRegion } from '../state.ts';

/**
 * Tests whether writes to the region need flushing.
 *
 * @returns 1 (yes), 0 (no), -ENXIO (unknown: no DIMMs)
 */
export function nvdimm_has_flush(k: Kernel, region: NdRegion): number {
  if (region.mappings.length === 0) return -ERRNO.ENXIO;
  return region.mappings.some((mapping) => to_nvdimm(k, mapping.dimm).numFlush > 0) ? 1 : 0;
}
