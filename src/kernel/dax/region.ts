/**
 * Dax regions: models the region part of drivers/dax/bus.c, 4.7 to 6.18. The region of a namespace is static
 * and has one device of fixed size. The region of Soft Reserved memory is dynamic (0f3da14a4f05, 5.10): user
 * space creates, resizes and deletes its devices.
 */
import { ERRNO } from '../../lib/errno.ts';
import { type Range, rangeSize } from '../../lib/range.ts';
import { isAligned } from '../../lib/units.ts';
import { sysfs_name } from '../base/dd.ts';
import type { DeviceCore } from '../base/device.ts';
import { devres_add } from '../base/devres.ts';
import type { Kernel } from '../kernel.ts';
import { ida_init } from '../lib/ida.ts';
import { kstrtoull } from '../lib/kstrtox.ts';
import { delete_dev_dax, devm_create_dev_dax } from './bus/dev_dax.ts';
import { dax_region_avail_size } from './bus/ranges.ts';
import type { DaxRegion, DynamicRegion } from './state.ts';

/** Parameters of a new region. */
export interface DaxRegionRequest extends Pick<DaxRegion, 'id' | 'targetNode' | 'align'> {
  /** Physical byte range; empty when `end` is below `start`. */
  range: Range;
  dynamic?: Pick<DynamicRegion, 'bus' | 'kmem' | 'numaNode'>;
}

/**
 * Creates a region for a device, released on its unbind.
 *
 * @returns null when start or size is not a multiple of `align`
 */
export function alloc_dax_region(
  k: Kernel,
  parent: { name: string; core: DeviceCore },
  { dynamic, ...request }: DaxRegionRequest,
): DaxRegion | null {
  const { range, align } = request;
  if (!isAligned(range.start, align) || !isAligned(rangeSize(range), align)) return null;
  const region: DaxRegion = { parent: parent.name, ...request };
  if (dynamic !== undefined) region.dynamic = { ...dynamic, seed: null, youngest: null, ids: ida_init() };
  k.state.dax.regions[parent.name] = region;
  devres_add(parent.core, { kind: 'dax-region', name: parent.name });
  return region;
}

/** Deletes the region of a device that was unbound. */
export const dax_region_release = (k: Kernel, name: string): void => {
  delete k.state.dax.regions[name];
};

/** Store of `create` of a dynamic region: creates a device without a size. Returns 0, -EINVAL (not 1) or -ENOSPC. */
export function create_store(k: Kernel, region: DaxRegion, text: string): number {
  const dynamic = region.dynamic!;
  const count = kstrtoull(text);
  if (count < 0) return count;
  if (count !== 1) return -ERRNO.EINVAL;
  if (dax_region_avail_size(k, region) === 0) return -ERRNO.ENOSPC;
  const device = devm_create_dev_dax(k, region, {
    id: -1,
    size: 0,
    pagemap: null,
    numaNode: dynamic.numaNode,
  });
  if (typeof device === 'number') return device;
  dynamic.seed ??= device.name;
  dynamic.youngest = device.name;
  return 0;
}

/** Store of `delete`: returns 0, -ENXIO (no such device in the region) or -EBUSY (in use, or device 0). */
export function delete_store(k: Kernel, region: DaxRegion, text: string): number {
  const device = k.state.dax.devices[sysfs_name(text)];
  if (device === undefined || device.region !== region.parent) return -ERRNO.ENXIO;
  return delete_dev_dax(k, device);
}
