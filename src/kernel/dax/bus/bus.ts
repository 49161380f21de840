/**
 * The dax bus type: models drivers/dax/bus.c, 5.1 to 6.18. Regions are in region.ts, creation of devices in
 * dev_dax.ts, allocation of their ranges in ranges.ts.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { totalSize } from '../../../lib/range.ts';
import { type Bus, type Driver, device_core, driver_attach, sysfs_name } from '../../base/dd.ts';
import type { DeviceCore } from '../../base/device.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import type { DaxDevice, DaxRegion } from '../state.ts';

/** Returns a device by name; throws when it does not exist, which is a broken invariant. */
export function to_dev_dax(k: Kernel, name: string): DaxDevice {
  const found = k.state.dax.devices[name];
  if (found === undefined) throw new Error(`no dax device ${name}`);
  return found;
}

/** Size of a device in bytes (dev_dax_size). */
export const dev_dax_size = (device: DaxDevice): number => totalSize(device.ranges);

/** Region of a device; throws if it does not exist. */
export function to_dax_region(k: Kernel, device: DaxDevice): DaxRegion {
  const found = k.state.dax.regions[device.region];
  if (found === undefined) throw new Error(`no dax region ${device.region}`);
  return found;
}

/** Driver and resource record of the device that a region belongs to. */
export const parent_core = (k: Kernel, { parent, dynamic }: DaxRegion): DeviceCore =>
  device_core(k, { bus: dynamic?.bus ?? 'nd', name: parent })!;

/** Devices of a region in the order of their creation; the record of its parent names them. */
export const dax_region_devices = (k: Kernel, region: DaxRegion): DaxDevice[] =>
  parent_core(k, region).devres.flatMap((res) =>
    res.kind === 'dax-device' ? [to_dev_dax(k, res.name)] : [],
  );

/** Returns true if the name was written to the driver's new_id. */
export const dax_match_id = (k: Kernel, driver: string, device: string): boolean =>
  k.state.dax.newId[driver]?.includes(device) ?? false;

/** Returns true if the kmem driver matches the device by its region's type (e9ee9fe3a9d4, 6.3). */
export const dax_match_type = (k: Kernel, device: string): boolean =>
  k.has('dax-match-type') && to_dax_region(k, to_dev_dax(k, device)).dynamic?.kmem === true;

const dax_bus_probe = traced(
  'dax_bus_probe',
  (k, driver: Driver, name: string): number => {
    const device = to_dev_dax(k, name);
    if (dev_dax_size(device) === 0) return -ERRNO.ENXIO;
    const rc = driver.probe(k, name);
    const { dynamic } = to_dax_region(k, device);
    if (rc === 0 && dynamic?.seed === name) dynamic.seed = null;
    return rc;
  },
  (driver, device) => `${driver.name}, ${device}`,
);

const dax_bus_remove = traced(
  'dax_bus_remove',
  (k, driver: Driver, device: string): void => driver.remove(k, device),
  (driver, device) => `${driver.name}, ${device}`,
);

/** The dax bus; its probe fails with -ENXIO for a device of size 0. */
export const dax_bus_type: Bus = {
  name: 'dax',
  core: (k, device) => k.state.dax.devices[device]?.core,
  devices: (k) => Object.keys(k.state.dax.devices),
  // The bus has its own probe since devices can be resized.
  probe: (k, driver, device) =>
    k.has('dax-device-align') ? dax_bus_probe(k, driver, device) : driver.probe(k, device),
  remove: dax_bus_remove,
  forget: (k, driver) => {
    delete k.state.dax.newId[driver.name];
  },
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
