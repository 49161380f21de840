/**
 * Type of the table of buses and drivers. `drivers.ts` defines the table; kernel code accesses it as
 * `k.drivers`, so that the driver core does not import drivers.
 */
import type { Bus, BusName, Driver } from './base/dd.ts';
import type { Devres } from './base/device.ts';
import type { DiskOps } from './block/genhd.ts';
import type { Disk } from './block/state.ts';
import type { Directory } from './fs/sysfs.ts';
import type { Kernel } from './kernel.ts';
import type { NdDeviceKind } from './nvdimm/devices.ts';
import type { NdRegion } from './nvdimm/state.ts';

/** Releases a managed resource of one kind; `device` is the name of its device. */
type DevresRelease<Kind extends Devres['kind']> = (
  k: Kernel,
  device: string,
  res: Extract<Devres, { kind: Kind }>,
) => void;

/** A kind of device on the nd bus (struct device_type). */
export interface NdDeviceType {
  /** The device's directory under /sys. */
  directory(name: string): Directory;
  /** Creates an idle device in a region and registers it; returns its name, or null (nd_pfn_create). */
  create?(k: Kernel, region: NdRegion): string | null;
  /** Deletes the record of a device without a driver and frees its id. */
  release?(k: Kernel, name: string): void;
}

/** Buses, drivers and device types of a kernel by name or kind. */
export interface DriverTable {
  buses: Readonly<Record<BusName, Bus>>;
  /** All drivers, in the order in which they register. */
  drivers: readonly Driver[];
  devres: { readonly [Kind in Devres['kind']]: DevresRelease<Kind> };
  disks: Readonly<Record<Disk['kind'], DiskOps>>;
  nd: Readonly<Record<NdDeviceKind, NdDeviceType>>;
  /** Directories by entry name that other subsystems add below a device of the nd bus. */
  ndSubdirectories: Readonly<Record<string, (k: Kernel, device: string) => Directory | undefined>>;
}
