/**
 * Dax regions: models the region half of drivers/dax/bus.c, 5.1 to 6.18 (device-dax regions of 4.7 to 5.0
 * too). The region of a namespace is static: one device, for good. One of Soft Reserved memory is dynamic
 * since 5.10 (0f3da14a4f05): user space makes its devices.
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
import { delete_dev_dax, devm_create_dev_dax } from './dev_dax.ts';
import { dax_region_avail_size } from './ranges.ts';
import type { DaxRegion, DynamicRegion } from './state.ts';

/** What a new region is to be. */
export interface DaxRegionRequest extends Pick<DaxRegion, 'id' | 'targetNode' | 'align'> {
  /** Physical bytes; empty when `end` lies before `start`. */
  range: Range;
  dynamic?: Pick<DynamicRegion, 'bus' | 'kmem' | 'numaNode'>;
}

/**
 * Makes a region on behalf of a device, until its driver lets go.
 *
 * @returns null when start or size are no multiple of `align`
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

/** Deletes the region of a device that lost its driver. */
export const dax_region_release = (k: Kernel, name: string): void => {
  delete k.state.dax.regions[name];
};

/** A write to `create`: one device more, without a size. 0, -EINVAL for anything but 1, -ENOSPC. */
export function create_store(k: Kernel, region: DaxRegion, dynamic: DynamicRegion, text: string): number {
  const count = kstrtoull(text);
  if (count < 0) return count;
  if (count !== 1) return -ERRNO.EINVAL;
  if (dax_region_avail_size(k, region) === 0) return -ERRNO.ENOSPC;
  const { name } = devm_create_dev_dax(k, region, {
    id: -1,
    size: 0,
    pagemap: null,
    numaNode: dynamic.numaNode,
  });
  dynamic.seed ??= name;
  dynamic.youngest = name;
  return 0;
}

/** A write to `delete`: 0, -ENXIO (no such device in the region), -EBUSY (it is in use, or the first). */
export function delete_store(k: Kernel, region: DaxRegion, text: string): number {
  const device = k.state.dax.devices[sysfs_name(text)];
  if (device === undefined || device.region !== region.parent) return -ERRNO.ENXIO;
  return delete_dev_dax(k, device);
}
