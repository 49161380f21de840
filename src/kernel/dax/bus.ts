/**
 * The dax bus: models drivers/dax/bus.c, 5.1 to 6.12, for static regions, which is what persistent memory
 * has: one device that is the whole region, of a size that user space cannot change.
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

/** The device of that name; throws when there is none, which is a broken invariant. */
export function to_dev_dax(k: Kernel, name: string): DaxDevice {
  const found = k.state.dax.devices[name];
  if (found === undefined) throw new Error(`no dax device ${name}`);
  return found;
}

/** Bytes of the device (dev_dax_size). */
export const dev_dax_size = (device: DaxDevice): number => totalSize(device.ranges);

/** True when the name was written to the driver's new_id. */
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
  // The bus has steps of its own since devices can be resized.
  probe: (k, driver, device) =>
    k.has('dax-device-align') ? dax_bus_probe(k, driver, device) : driver.probe(k, device),
  remove: dax_bus_remove,
  settle: () => {},
};

/** The device name in what was written to new_id or remove_id: `dax`, two numbers, nothing else. */
function parse_id(text: string): string | undefined {
  const found = /^dax(\d+)\.(\d+)/.exec(text);
  if (found === null) return undefined;
  const name = `dax${Number(found[1])}.${Number(found[2])}`;
  return sysfs_name(text) === name ? name : undefined;
}

/**
 * A write to `drivers/NAME/new_id`: from now on the driver matches the device, and tries it at once when
 * it is idle. The outcome of that is only in the log. 0 or -EINVAL.
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

/** A write to `drivers/NAME/remove_id`; a bound device stays bound. 0 or -EINVAL. */
export function remove_id_store(k: Kernel, driver: Driver, text: string): number {
  const name = parse_id(text);
  if (name === undefined) return -ERRNO.EINVAL;
  const { newId } = k.state.dax;
  newId[driver.name] = (newId[driver.name] ?? []).filter((id) => id !== name);
  return 0;
}

/**
 * Makes a static region on behalf of an nd_dax device, until its driver lets go.
 *
 * @param range physical bytes of the data; empty when `end` lies before `start`
 * @returns null when start or size are no multiple of `align`
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

/** Deletes the region of a dax_pmem device that lost its driver. */
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

/** The function of 5.1 to 5.9. */
const __devm_create_dev_dax = traced('__devm_create_dev_dax', create);
const create_with_data = traced('devm_create_dev_dax', create);

/** Makes the region's device and probes it. It goes when the driver of the region's parent lets go. */
export const devm_create_dev_dax: typeof create = (k, ...rest) =>
  k.has('dax-bus') && !k.has('dax-device-align')
    ? __devm_create_dev_dax(k, ...rest)
    : create_with_data(k, ...rest);

/** Takes the driver off a device of the dax bus and deletes it. */
export const unregister_dev_dax = traced('unregister_dev_dax', (k: Kernel, name: string): void => {
  const device = to_dev_dax(k, name);
  device_release_driver(k, { bus: 'dax', name });
  ida_free(k.state.dax.minorIda, device.minor);
  delete k.state.dax.devices[name];
});
