/**
 * Creation and deletion of dax devices: models devm_create_dev_dax() and unregister_dev_dax() of
 * drivers/dax/bus.c, 5.1 to 6.18 (device.c, 4.7 to 5.0).
 */
import { ERRNO } from '../../../lib/errno.ts';
import { device_attach, device_release_driver } from '../../base/dd.ts';
import { devm_release_action, devres_add } from '../../base/devres.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_alloc, ida_free } from '../../lib/ida.ts';
import { traced } from '../../trace.ts';
import type { DaxDevice, DaxPagemap, DaxRegion } from '../state.ts';
import { parent_core, to_dax_region, to_dev_dax } from './bus.ts';
import { alloc_dev_dax_range } from './ranges.ts';

/** Parameters of a new device (struct dev_dax_data). */
export interface DevDaxData {
  /** Number of the device within the region; -1 for a dynamic region, which allocates it. */
  id: number;
  /** Bytes from the start of the region; 0 for a device without a size, negative where alignment left less than none. */
  size: number;
  pagemap: DaxPagemap | null;
  numaNode: number;
  /** The kmem driver may put struct pages into the memory itself. */
  memmapOnMemory?: boolean;
}

/** Allocates the start of the region to a new device; returns 0, or -ENOMEM since 5.10. */
function claim_initial(k: Kernel, { range }: DaxRegion, device: DaxDevice, size: number): number {
  if (size === 0) return 0;
  if (k.has('dax-device-align')) return alloc_dev_dax_range(k, device, range.start, size);
  if (size > 0) device.ranges.push({ start: range.start, end: range.start + size - 1 });
  return 0;
}

function create(k: Kernel, region: DaxRegion, data: DevDaxData): DaxDevice | number {
  const { dax } = k.state;
  const { dynamic } = region;
  const id = dynamic === undefined ? data.id : ida_alloc(dynamic.ids);
  const device: DaxDevice = {
    name: `dax${region.id}.${id}`,
    region: region.parent,
    core: { driver: null, devres: [] },
    minor: ida_alloc(dax.minorIda),
    align: region.align,
    ranges: [],
    pagemap: data.pagemap,
    numaNode: data.numaNode,
    targetNode: region.targetNode,
    kmem: [],
    ...(data.memmapOnMemory === true && { memmapOnMemory: true }),
  };
  dax.devices[device.name] = device;
  const claimed = claim_initial(k, region, device, data.size);
  if (claimed !== 0) {
    delete dax.devices[device.name];
    ida_free(dax.minorIda, device.minor);
    if (dynamic !== undefined) ida_free(dynamic.ids, id);
    return claimed;
  }
  devres_add(parent_core(k, region), { kind: 'dax-device', name: device.name });
  if (k.has('dax-bus')) device_attach(k, { bus: 'dax', name: device.name });
  return device;
}

/** Name of the function in 5.1 to 5.9. */
const __devm_create_dev_dax = traced('__devm_create_dev_dax', create);
const create_with_data = traced('devm_create_dev_dax', create);

/**
 * Creates and probes a device; it is removed when the region's parent is unbound.
 *
 * @returns the device, or since 5.10 -ENOMEM when the region lacks its bytes
 */
export const devm_create_dev_dax: typeof create = (k, ...rest) =>
  k.has('dax-bus') && !k.has('dax-device-align')
    ? __devm_create_dev_dax(k, ...rest)
    : create_with_data(k, ...rest);

/** Unbinds and deletes a device of the dax bus. */
export const unregister_dev_dax = traced('unregister_dev_dax', (k: Kernel, name: string): void => {
  const device = to_dev_dax(k, name);
  device_release_driver(k, { bus: 'dax', name });
  ida_free(k.state.dax.minorIda, device.minor);
  delete k.state.dax.devices[name];
});

/** Number of a device within its region. */
const dax_id = ({ name }: DaxDevice): number => Number(name.slice(name.lastIndexOf('.') + 1));

/**
 * Deletes an unused device of a dynamic region. Device 0 cannot be deleted, so that a region always has one.
 *
 * @returns 0, or -EBUSY for a device that has a driver or a size, and for device 0
 */
export function delete_dev_dax(k: Kernel, device: DaxDevice): number {
  const region = to_dax_region(k, device);
  const { dynamic } = region;
  const id = dax_id(device);
  if (dynamic === undefined || device.core.driver !== null || device.ranges.length > 0 || id === 0)
    return -ERRNO.EBUSY;
  ida_free(dynamic.ids, id);
  if (dynamic.seed === device.name) dynamic.seed = null;
  if (dynamic.youngest === device.name) dynamic.youngest = null;
  devm_release_action(
    k,
    region.parent,
    parent_core(k, region),
    (res) => res.kind === 'dax-device' && res.name === device.name,
  );
  return 0;
}
