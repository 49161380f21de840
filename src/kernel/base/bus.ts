/**
 * Directory of a bus below /sys/bus: links to its devices, directories of its drivers with their control
 * files. Models drivers/base/bus.c.
 */
import { ERRNO } from '../../lib/errno.ts';
import { type Attribute, type Directory, dir, link, listing, rw, union, wo } from '../fs/sysfs.ts';
import type { Kernel } from '../kernel.ts';
import {
  type BusName,
  bind_store,
  type Driver,
  device_attach,
  device_core,
  drivers_of,
  find_driver,
  sysfs_name,
  unbind_store,
} from './dd.ts';

/** Bus-specific parts of the directory. */
export interface BusDescription {
  bus: BusName;
  /** Names of all devices of the bus. */
  devices(k: Kernel): Iterable<string>;
  /** Directory of an existing device. */
  path(k: Kernel, name: string): string;
  /** Control files that only the drivers of this bus have. */
  driverFiles?(driver: Driver): Record<string, Attribute>;
}

const uevent = wo(() => 0);

const binds = (k: Kernel, { suppressBind = false }: Driver): boolean =>
  typeof suppressBind === 'string' ? !k.has(suppressBind) : !suppressBind;

function driver_dir(k: Kernel, driver: Driver, description: BusDescription): Directory {
  const { bus, devices, path } = description;
  const bound = (k: Kernel, name: string): boolean => device_core(k, { bus, name })?.driver === driver.name;
  return union(
    dir({
      bind: binds(k, driver) ? wo((kernel, text) => bind_store(kernel, driver, text)) : undefined,
      unbind: binds(k, driver) ? wo((kernel, text) => unbind_store(kernel, driver, text)) : undefined,
      uevent,
      module: link(`/sys/module/${driver.module}`),
      ...description.driverFiles?.(driver),
    }),
    listing(
      function* (k) {
        for (const name of devices(k)) if (bound(k, name)) yield name;
      },
      (k, name) => (bound(k, name) ? link(path(k, name)) : undefined),
    ),
  );
}

/** Write to drivers_probe: probes one device. Returns 0 or -ENODEV. */
function drivers_probe_store(k: Kernel, bus: BusName, text: string): number {
  const name = sysfs_name(text);
  if (device_core(k, { bus, name }) === undefined) return -ERRNO.ENODEV;
  device_attach(k, { bus, name });
  return 0;
}

/** The directory of a bus. */
export function bus_dir(description: BusDescription): Directory {
  const { bus, devices, path } = description;
  return dir({
    devices: listing(devices, (k, name) =>
      device_core(k, { bus, name }) === undefined ? undefined : link(path(k, name)),
    ),
    drivers: listing(
      (k) => drivers_of(k, bus).map((driver) => driver.name),
      (k, name) => {
        const driver = find_driver(k, bus, name);
        return driver === undefined ? undefined : driver_dir(k, driver, description);
      },
    ),
    // Writes have no effect: devices are always probed when they are added.
    drivers_autoprobe: rw(
      () => '1\n',
      () => 0,
    ),
    drivers_probe: wo((k, text) => drivers_probe_store(k, bus, text)),
    uevent,
  });
}
