/**
 * Directory of a bus below /sys/bus: links to its devices, directories of its drivers with their control
 * files. Models drivers/base/bus.c.
 */
import { ERRNO } from '../../lib/errno.ts';
import { type Attribute, type Directory, dir, link, listing, only_if, rw, union, wo } from '../fs/sysfs.ts';
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

function driver_dir(driver: Driver, description: BusDescription): Directory {
  const { bus, devices, path } = description;
  const bound = (k: Kernel, name: string): boolean => device_core(k, { bus, name })?.driver === driver.name;
  return union(
    only_if(
      (k) => binds(k, driver),
      dir({
        bind: wo((k, text) => bind_store(k, driver, text)),
        unbind: wo((k, text) => unbind_store(k, driver, text)),
      }),
    ),
    dir({ uevent, module: link(`/sys/module/${driver.module}`), ...description.driverFiles?.(driver) }),
    listing(
      (k) => Array.from(devices(k)).filter((name) => bound(k, name)),
      (k, name) => (bound(k, name) ? link(path(k, name)) : undefined),
    ),
  );
}

/** The directories of a bus's drivers, each made at its first lookup. */
function driver_dirs(description: BusDescription): Directory {
  const { bus } = description;
  const made = new Map<Driver, Directory>();
  return listing(
    (k) => drivers_of(k, bus).map((driver) => driver.name),
    (k, name) => {
      const driver = find_driver(k, bus, name);
      if (driver === undefined) return undefined;
      const directory = made.get(driver) ?? driver_dir(driver, description);
      made.set(driver, directory);
      return directory;
    },
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
    drivers: driver_dirs(description),
    // Writes have no effect: devices are always probed when they are added.
    drivers_autoprobe: rw(
      () => '1\n',
      () => 0,
    ),
    drivers_probe: wo((k, text) => drivers_probe_store(k, bus, text)),
    uevent,
  });
}
