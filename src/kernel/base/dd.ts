/**
 * Devices meet drivers: models drivers/base/dd.c and the bind and unbind files of drivers/base/bus.c, all
 * releases. Probing here is never deferred or asynchronous: a bus that registers devices in the
 * background runs that work in its own `settle`.
 */
import { ERRNO } from '../../lib/errno.ts';
import { dev_err, type LogDevice, pr_warn } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { traced } from '../trace.ts';
import type { DeviceCore } from './device.ts';
import { devres_release_all } from './devres.ts';

export type BusName = 'nd' | 'dax';

/** A device by its bus and name. */
export interface DeviceRef {
  bus: BusName;
  name: string;
}

export interface Driver {
  name: string;
  bus: BusName;
  /** Module that `drivers/NAME/module` points at. */
  module: string;
  /** True for a driver without bind and unbind files (suppress_bind_attrs). */
  suppressBind?: boolean;
  matches(k: Kernel, device: string): boolean;
  /** 0, or a negative errno; -ENODEV and -ENXIO fail in silence. */
  probe(k: Kernel, device: string): number;
  remove(k: Kernel, device: string): void;
  /** Told when the device's region changed (NVDIMM_REVALIDATE_REGION). */
  notify?(k: Kernel, device: string): void;
}

export interface Bus {
  name: BusName;
  /** The device's record of driver and resources; undefined when there is no such device. */
  core(k: Kernel, device: string): DeviceCore | undefined;
  /** The bus's own step around a driver's probe and remove (bus_type.probe, .remove). */
  probe(k: Kernel, driver: Driver, device: string): number;
  remove(k: Kernel, driver: Driver, device: string): void;
  /** False while a driver of the bus has not registered yet; absent when all have. */
  loaded?(k: Kernel, driver: Driver): boolean;
  /** Runs what the bus put off until the caller is done. */
  settle(k: Kernel): void;
}

/** The drivers of a bus, in the order in which they registered. */
export const drivers_of = (k: Kernel, bus: BusName): Driver[] =>
  k.drivers.drivers.filter((driver) => driver.bus === bus);

/** The driver of that name on a bus; undefined when the kernel has none. */
export const find_driver = (k: Kernel, bus: BusName, name: string): Driver | undefined =>
  k.drivers.drivers.find((driver) => driver.bus === bus && driver.name === name);

/** The device's record of driver and resources, or undefined when it does not exist. */
export const device_core = (k: Kernel, ref: DeviceRef): DeviceCore | undefined =>
  k.drivers.buses[ref.bus].core(k, ref.name);

/** The name a device logs under: its driver's, or its bus's while it has none (dev_driver_string). */
export const log_device = (k: Kernel, ref: DeviceRef): LogDevice => ({
  driver: device_core(k, ref)?.driver ?? ref.bus,
  name: ref.name,
});

function reportFailure(k: Kernel, driver: Driver, ref: DeviceRef, rc: number): void {
  if (rc === -ERRNO.ENODEV || rc === -ERRNO.ENXIO) return;
  if (k.has('probe-with-driver'))
    dev_err(k, log_device(k, ref), `probe with driver ${driver.name} failed with error ${rc}`);
  else pr_warn(k, `${driver.name}: probe of ${ref.name} failed with error ${rc}`);
}

/** Binds and probes; the device has no driver and no resources left when the probe fails. */
const really_probe = traced(
  'really_probe',
  (k, driver: Driver, ref: DeviceRef, core: DeviceCore): number => {
    core.driver = driver.name;
    const rc = k.drivers.buses[ref.bus].probe(k, driver, ref.name);
    if (rc === 0) return 0;
    reportFailure(k, driver, ref, rc);
    device_unbind_cleanup(k, ref, core);
    return rc;
  },
  (driver, ref) => `${driver.name}, ${ref.name}`,
);

function device_unbind_cleanup(k: Kernel, ref: DeviceRef, core: DeviceCore): void {
  devres_release_all(k, ref.name, core);
  core.driver = null;
}

/**
 * Tries one driver on a device, whether it matches or not.
 *
 * @returns 0, -ENODEV (no such device), -EBUSY (it has a driver) or the errno of the probe
 */
const device_driver_attach = traced(
  'device_driver_attach',
  (k, driver: Driver, ref: DeviceRef): number => {
    const core = device_core(k, ref);
    if (core === undefined) return -ERRNO.ENODEV;
    if (core.driver !== null) return -ERRNO.EBUSY;
    return really_probe(k, driver, ref, core);
  },
  (driver, ref) => `${driver.name}, ${ref.name}`,
);

/** Tries each driver that matches until one binds; true when the device has a driver. */
export const device_attach = traced(
  '__device_attach',
  (k, ref: DeviceRef): boolean => {
    const core = device_core(k, ref);
    if (core === undefined) return false;
    for (const driver of drivers_of(k, ref.bus)) {
      if (core.driver !== null) break;
      if (k.drivers.buses[ref.bus].loaded?.(k, driver) === false) continue;
      if (driver.matches(k, ref.name)) really_probe(k, driver, ref, core);
    }
    return core.driver !== null;
  },
  (ref) => ref.name,
);

/** Tries a driver on those of `devices` that are idle and that it matches. */
export const driver_attach = traced('driver_attach', (k, driver: Driver, devices: string[]): void => {
  for (const name of devices)
    if (device_core(k, { bus: driver.bus, name })?.driver === null && driver.matches(k, name))
      device_driver_attach(k, driver, { bus: driver.bus, name });
});

/** Takes the driver off a device: its remove, then its managed resources in reverse. */
export const device_release_driver = traced(
  'device_release_driver_internal',
  (k, ref: DeviceRef): void => {
    const core = device_core(k, ref);
    const driver = core?.driver == null ? undefined : find_driver(k, ref.bus, core.driver);
    if (core === undefined || driver === undefined) return;
    k.drivers.buses[ref.bus].remove(k, driver, ref.name);
    device_unbind_cleanup(k, ref, core);
  },
  (ref) => ref.name,
);

/** Names as sysfs compares them: one newline at the end does not count (sysfs_streq). */
export const sysfs_name = (text: string): string => text.replace(/\n$/, '');

/**
 * A write to `drivers/NAME/bind`.
 *
 * @returns 0, -ENODEV (no such device, or no match), -EBUSY, or the errno of the probe; before 5.14 -ENODEV
 *   for every failure
 */
export const bind_store = traced('bind_store', (k, driver: Driver, text: string): number => {
  const ref: DeviceRef = { bus: driver.bus, name: sysfs_name(text) };
  if (device_core(k, ref) === undefined || !driver.matches(k, ref.name)) return -ERRNO.ENODEV;
  const rc = device_driver_attach(k, driver, ref);
  k.drivers.buses[driver.bus].settle(k);
  return rc === 0 || k.has('bind-returns-probe-error') ? rc : -ERRNO.ENODEV;
});

/** A write to `drivers/NAME/unbind`: 0, or -ENODEV when the device is not bound to this driver. */
export const unbind_store = traced('unbind_store', (k, driver: Driver, text: string): number => {
  const ref: DeviceRef = { bus: driver.bus, name: sysfs_name(text) };
  if (device_core(k, ref)?.driver !== driver.name) return -ERRNO.ENODEV;
  device_release_driver(k, ref);
  k.drivers.buses[driver.bus].settle(k);
  return 0;
});
