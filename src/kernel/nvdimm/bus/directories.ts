/** Directories of nd devices, and the subdirectories that other subsystems add to them. */

import type { DevicePart } from '../../fs/attribute-table.ts';
import type { Directory } from '../../fs/sysfs.ts';
import type { Kernel } from '../../kernel.ts';
import { nd_device_kind } from '../devices.ts';

/** The directory of a device; undefined for a name that no device of the nd bus can have. */
export function nd_device_dir(k: Kernel, name: string): Directory | undefined {
  const kind = nd_device_kind(name);
  return kind === undefined ? undefined : k.drivers.nd[kind].directory(name);
}

/** The directories that other subsystems add to that of a device. */
export const nd_subdirectories: DevicePart = {
  names: (k, device, prefix = '') =>
    Object.keys(k.drivers.ndSubdirectories).filter(
      (entry) => entry.startsWith(prefix) && k.drivers.ndSubdirectories[entry]!(k, device) !== undefined,
    ),
  lookup: (k, device, entry) =>
    Object.hasOwn(k.drivers.ndSubdirectories, entry)
      ? k.drivers.ndSubdirectories[entry]?.(k, device)
      : undefined,
};
