/**
 * Directories of devices that other modules make: a region's directory holds those of its btt, pfn and dax
 * devices, a bound device's holds its disk's. Each module says here how its directory is made.
 */

import type { DevicePart } from '../../fs/attribute-table.ts';
import type { Directory } from '../../fs/sysfs.ts';
import type { Kernel } from '../../kernel.ts';
import { type NdDeviceKind, nd_device_kind } from '../devices.ts';

const directories = new Map<NdDeviceKind, (name: string) => Directory>();
const subdirectories = new Map<string, (k: Kernel, device: string) => Directory | undefined>();

/** Says how the directory of a device of this kind is made. */
export const nd_directory_register = (kind: NdDeviceKind, make: (name: string) => Directory): void => {
  directories.set(kind, make);
};

/**
 * Says what the directory `entry` (`block`, `dax_region`) of a device holds; undefined for devices that
 * have none.
 */
export const nd_subdirectory_register = (
  entry: string,
  make: (k: Kernel, device: string) => Directory | undefined,
): void => {
  subdirectories.set(entry, make);
};

/** The directory of a device of any kind, or undefined for a kind that no module has registered. */
export function nd_device_dir(name: string): Directory | undefined {
  const kind = nd_device_kind(name);
  return kind === undefined ? undefined : directories.get(kind)?.(name);
}

/** The directories that other modules put into that of a device. */
export const nd_subdirectories: DevicePart = {
  *names(k, device) {
    for (const [entry, make] of subdirectories) if (make(k, device) !== undefined) yield entry;
  },
  lookup: (k, device, entry) => subdirectories.get(entry)?.(k, device),
};
