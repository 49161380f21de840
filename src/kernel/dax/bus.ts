/**
 * The dax bus: models drivers/dax/bus.c, 5.1 to 6.12, for static regions as persistent memory has them: one
 * device that spans the region, with a fixed size.
 */
import { ERRNO } from '../../lib/errno.ts';
import { type Range, rangeSize, totalSize } from '../../lib/range.ts';
import { isAligned } from '../../lib/units.ts';
import {
  type Bus,
  type Driver,
  device_attach,
  device_release_driver,
  driver_attach,
  sysfs_name,
} from '../base/dd.ts';
import type { DeviceCore } from '../base/device.ts';
import { devres_add } from '../base/devres.ts';
import type { Kernel } from '../kernel.ts';
import { ida_alloc, ida_free } from '../lib/ida.ts';
import { traced } from '../trace.ts';
import type { DaxDevice, DaxRegion } from './state.ts';

/** Returns a device by name; throws when it does not exist, which is a broken invariant. */
export function to_dev_dax(k: Kernel, name: string): DaxDevice {
  const found = k.state.dax.devices[name];
  if (found === undefined) throw new Error(`no dax device ${name}`);
  return found;
}

/** Size of a device in bytes (dev_dax_size). */
export const dev_dax_size = (device: DaxDevice): number => totalSize(device.ranges);

/** Returns true if the name was written to the driver's new_id. */
export const dax_match_id = (k: Kernel, driver: string, device: string): boolean =>
  k.state.dax.newId[driver]?.includes(device) ?? false;

const dax_bus_probe = traced(
  'dax_bus_probe',
  (k, driver: Driver, device: string): number =>
    dev_dax_size(to_dev_dax(k, device)) === 0 ? -ERRNO.ENXIO : driver.probe(k, device),
  (driver, device) => `${driver.name}, ${device}`,
);

const dax_bus_remove = traced(
  'dax_bus_remove',
  (k, driver: Driver, device: string): void => driver.remove(k, device),
  (driver, device) => `${driver.name}, ${device}`,
);

export const dax_bus_type: Bus = {
  name: 'dax',
  core: (k, device) => k.state.dax.devices[device]?.core,
  // The bus has its own probe since devices can be resized.
  probe: (k, driver, device) =>
    k.has('dax-device-align') ? dax_bus_probe(k, driver, device) : driver.probe(k, device),
  remove: dax_bus_remove,
  settle: () => {},
};

/** Parses a write to new_id or remove_id: `dax`, two numbers, nothing else. */
function parse_id(text: string): string | undefined {
  const found = /^dax(\d+)\.(\d+)/.exec(text);
  if (found === null) return undefined;
  const name = `dax${Number(found[1])}.${Number(found[2])}`;
  return sysfs_name(text) === name ? name : undefined;
}

/**
 * Write to `drivers/NAME/new_id`: makes the driver match the device and probes it at once if unbound. A probe
 * failure is only logged. Returns 0 or -EINVAL.
 */
export function new_id_store(k: Kernel, driver: Driver, text: string): number {
  const name = parse_id(text);
  if (name === undefined) return -ERRNO.EINVAL;
  const { newId } = k.state.dax;
  newId[driver.name] ??= [];
  if (!newId[driver.name]!.includes(name)) newId[driver.name]!.push(name);
  driver_attach(k, driver, Object.keys(k.state.dax.devices));
  return 0;
}

/** Write to `drivers/NAME/remove_id`; a bound device stays bound. Returns 0 or -EINVAL. */
export function remove_id_store(k: Kernel, driver: Driver, text: string): number {
  const name = parse_id(text);
  if (name === undefined) return -ERRNO.EINVAL;
  const { newId } = k.state.dax;
  newId[driver.name] = (newId[driver.name] ?? []).filter((id) => id !== name);
  return 0;
}

/**
 * Creates a static region for an nd_dax device, released on its unbind.
 *
 * @param range physical bytes of the data; empty when `end` is below `start`
 * @returns null when start or size is not a multiple of `align`
 */
export function alloc_dax_region(
  k: Kernel,
  parent: { name: string; core: DeviceCore },
  id: number,
  range: Range,
  targetNode: number,
  align: number,
): DaxRegion | null {
  if (!isAligned(range.start, align) || !isAligned(rangeSize(range), align)) return null;
  const region: DaxRegion = { parent: parent.name, id, range, align, targetNode };
  k.state.dax.regions[parent.name] = region;
  devres_add(parent.core, { kind: 'dax-region', name: parent.name });
  return region;
}

/** Deletes the region of a dax_pmem device that was unbound. */
export const dax_region_release = (k: Kernel, name: string): void => {
  delete k.state.dax.regions[name];
};

export interface DevDaxData {
  /** Number of the device within the region. */
  id: number;
  pagemap: DaxDevice['pagemap'];
  numaNode: number;
}

function create(k: Kernel, region: DaxRegion, parent: DeviceCore, data: DevDaxData): DaxDevice {
  const { dax } = k.state;
  const { start, end } = region.range;
  const device: DaxDevice = {
    name: `dax${region.id}.${data.id}`,
    region: region.parent,
    core: { driver: null, devres: [] },
    minor: ida_alloc(dax.minorIda),
    align: region.align,
    ranges: end < start ? [] : [{ start, end }],
    pagemap: data.pagemap,
    numaNode: data.numaNode,
    targetNode: region.targetNode,
    kmem: [],
  };
  dax.devices[device.name] = device;
  devres_add(parent, { kind: 'dax-device', name: device.name });
  if (k.has('dax-bus')) device_attach(k, { bus: 'dax', name: device.name });
  return device;
}

/** Name of the function in 5.1 to 5.9. */
const __devm_create_dev_dax = traced('__devm_create_dev_dax', create);
const create_with_data = traced('devm_create_dev_dax', create);

/** Creates and probes the region's device; it is removed when the region's parent is unbound. */
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
