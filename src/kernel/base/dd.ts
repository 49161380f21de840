/**
 * Binding of devices and drivers: models drivers/base/dd.c and the bind and unbind files of
 * drivers/base/bus.c, all releases. Probing is never deferred or asynchronous here; a bus that registers
 * devices asynchronously runs its queue in `settle`.
 */
import { ERRNO } from '../../lib/errno.ts';
import type { ChangeId } from '../history/history.ts';
import { dev_err, type LogDevice, pr_warn } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { traced } from '../trace.ts';
import type { DeviceCore } from './device.ts';
import { devres_release_all } from './devres.ts';

export type BusName = 'nd' | 'dax' | 'platform' | 'cxl' | 'pci';

/** A device, identified by bus and name. */
export interface DeviceRef {
  bus: BusName;
  name: string;
}

/** Change of a region that is passed to its children's drivers (enum nvdimm_event). */
export type NvdimmEvent = 'revalidate-region' | 'revalidate-poison';

/** A driver (struct device_driver). */
export interface Driver {
  name: string;
  bus: BusName;
  /** Target of the link `drivers/NAME/module`. */
  module: string;
  /** suppress_bind_attrs: the driver has no bind and unbind files; with a change, since that one. */
  suppressBind?: boolean | ChangeId;
  /** The change that added the driver; absent if every kernel with its devices has it. */
  since?: ChangeId;
  /** The driver registers when user space loads its module, not at boot. */
  onDemand?: boolean;
  matches(k: Kernel, device: string): boolean;
  /** Returns 0 or a negative errno; -ENODEV and -ENXIO are not logged. */
  probe(k: Kernel, device: string): number;
  remove(k: Kernel, device: string): void;
  /** Called when the device's region changed. */
  notify?(k: Kernel, device: string, event: NvdimmEvent): void;
}

/** A bus (struct bus_type). */
export interface Bus {
  name: BusName;
  /** Driver and resource record of a device; undefined when it does not exist. */
  core(k: Kernel, device: string): DeviceCore | undefined;
  /** Bus methods that call the driver's probe and remove (bus_type.probe, .remove). */
  probe(k: Kernel, driver: Driver, device: string): number;
  remove(k: Kernel, driver: Driver, device: string): void;
  /** Names of its devices. */
  devices(k: Kernel): Iterable<string>;
  /** Probes devices for a driver that registers after them; absent where each is probed once. */
  attach?(k: Kernel, driver: Driver): void;
  /** Removes the dynamic ids of a driver that unregisters. */
  forget?(k: Kernel, driver: Driver): void;
  /** Returns false while the driver has not registered; absent when all drivers have. */
  loaded?(k: Kernel, driver: Driver): boolean;
  /** Runs the work that the bus deferred until the caller returns. */
  settle(k: Kernel): void;
}

/** Returns false while the driver's module is not loaded. */
export function is_registered(k: Kernel, { onDemand = false, module, since }: Driver): boolean {
  if (since !== undefined && !k.has(since)) return false;
  const { config, modules = [], unloadedModules = [] } = k.state;
  if (config.MODULES === false || modules.includes(module)) return true;
  return !onDemand && !unloadedModules.includes(module);
}

/** Drivers of a bus in registration order. */
export const drivers_of = (k: Kernel, bus: BusName): Driver[] =>
  k.drivers.drivers.filter((driver) => driver.bus === bus && is_registered(k, driver));

/** Driver of a bus by name; undefined when the kernel lacks it. */
export const find_driver = (k: Kernel, bus: BusName, name: string): Driver | undefined =>
  k.drivers.drivers.find((driver) => driver.bus === bus && driver.name === name && is_registered(k, driver));

/** Driver and resource record of a device; undefined when it does not exist. */
export const device_core = (k: Kernel, ref: DeviceRef): DeviceCore | undefined =>
  k.drivers.buses[ref.bus].core(k, ref.name);

/** Prefix of a device's log lines: driver name, or bus name while unbound (dev_driver_string). */
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

/** Binds and probes a device; on failure the device has no driver and no resources. */
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
 * Binds a driver to a device without matching.
 *
 * @returns 0, -ENODEV (no such device), -EBUSY (already bound) or the errno of the probe
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

/** Probes matching drivers until one binds; returns true if the device is bound. */
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

/** Binds a driver to the unbound devices of the list that it matches. */
export const driver_attach = traced('driver_attach', (k, driver: Driver, devices: string[]): void => {
  for (const name of devices)
    if (device_core(k, { bus: driver.bus, name })?.driver === null && driver.matches(k, name))
      device_driver_attach(k, driver, { bus: driver.bus, name });
});

/** Unbinds a device: calls the driver's remove, then releases its managed resources in reverse order. */
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

/** Probes the devices of its bus for a driver that registers after them (driver_register). */
export const driver_register = traced('driver_register', (k, driver: Driver): void => {
  const bus = k.drivers.buses[driver.bus];
  if (bus.attach === undefined) driver_attach(k, driver, [...bus.devices(k)]);
  else bus.attach(k, driver);
  bus.settle(k);
});

/** Unbinds the devices of a driver, the newest first, and removes its dynamic ids (driver_unregister). */
export const driver_unregister = traced('driver_unregister', (k, driver: Driver): void => {
  const bus = k.drivers.buses[driver.bus];
  for (const name of [...bus.devices(k)].reverse()) {
    const ref = { bus: driver.bus, name };
    if (device_core(k, ref)?.driver === driver.name) device_release_driver(k, ref);
  }
  bus.settle(k);
  bus.forget?.(k, driver);
});

/** Strips one trailing newline, which sysfs_streq() ignores. */
export const sysfs_name = (text: string): string => text.replace(/\n$/, '');

/**
 * Write to `drivers/NAME/bind`.
 *
 * @returns 0, -ENODEV (no such device, or no match), -EBUSY (already bound), or the errno of the probe;
 *   before 5.14 -ENODEV for every failure
 */
export const bind_store = traced('bind_store', (k, driver: Driver, text: string): number => {
  const ref: DeviceRef = { bus: driver.bus, name: sysfs_name(text) };
  if (device_core(k, ref) === undefined || !driver.matches(k, ref.name)) return -ERRNO.ENODEV;
  const rc = device_driver_attach(k, driver, ref);
  k.drivers.buses[driver.bus].settle(k);
  return rc === 0 || k.has('bind-returns-probe-error') ? rc : -ERRNO.ENODEV;
});

/** Write to `drivers/NAME/unbind`. Returns 0, or -ENODEV when the device is not bound to this driver. */
export const unbind_store = traced('unbind_store', (k, driver: Driver, text: string): number => {
  const ref: DeviceRef = { bus: driver.bus, name: sysfs_name(text) };
  if (device_core(k, ref)?.driver !== driver.name) return -ERRNO.ENODEV;
  device_release_driver(k, ref);
  k.drivers.buses[driver.bus].settle(k);
  return 0;
});
