/**
 * Entries of the nd bus in /sys and /dev: the provider directories that contain the buses, /sys/bus/nd,
 * /sys/class/nd and the device nodes of buses and DIMMs.
 */
import { bus_dir } from '../../base/bus.ts';
import { type Directory, link, listing } from '../../fs/sysfs.ts';
import type { Kernel } from '../../kernel.ts';
import { nd_devices } from '../devices.ts';
import { dimm_device_node } from '../dimm_devs/config.ts';
import type { NdBus } from '../state.ts';
import { nd_device_path } from './device-sysfs.ts';
import { nd_device_dir } from './directories.ts';
import { bus_device_node } from './ioctl.ts';

/** /sys/bus/nd. */
export const nd_bus_type_dir: Directory = bus_dir({ bus: 'nd', devices: nd_devices, path: nd_device_path });

/** The bus of a class device `ndctlN`. */
const bus_of_control = (k: Kernel, name: string): NdBus | undefined =>
  name.startsWith('ndctl') ? k.state.nd.buses[`ndbus${name.slice('ndctl'.length)}`] : undefined;

const controls = (k: Kernel): string[] => Object.values(k.state.nd.buses).map((bus) => `ndctl${bus.id}`);

/** /sys/class/nd: a link to each bus's class device. */
export const nd_class_dir: Directory = listing(controls, (k, name) => {
  const bus = bus_of_control(k, name);
  return bus === undefined ? undefined : link(`${nd_device_path(k, bus.name)}/nd/${name}`);
});

/** The buses of a provider: content of directories such as `/sys/devices/platform/e820_pmem`. */
export const nd_provider_dir = (provider: string): Directory =>
  listing(
    (k) =>
      Object.values(k.state.nd.buses)
        .filter((bus) => bus.provider === provider)
        .map((bus) => bus.name),
    (k, name) => (k.state.nd.buses[name]?.provider === provider ? nd_device_dir(k, name) : undefined),
  );

/** The buses below a parent device by its path. */
export const nd_parent_dir = (parent: string): Directory =>
  listing(
    (k) =>
      Object.values(k.state.nd.buses)
        .filter((bus) => bus.parent === parent)
        .map((bus) => bus.name),
    (k, name) => (k.state.nd.buses[name]?.parent === parent ? nd_device_dir(k, name) : undefined),
  );

/** Providers of the registered buses whose parent device is named after them. */
export const nd_providers = (k: Kernel): string[] =>
  Object.values(k.state.nd.buses).flatMap(({ provider, parent }) => (parent === undefined ? [provider] : []));

/** /dev/ndctlN and /dev/nmemN. */
export const nd_dev_dir: Directory = listing(
  (k) => [...controls(k), ...Object.keys(k.state.nd.dimms)],
  (k, name) => {
    const bus = bus_of_control(k, name);
    if (bus !== undefined) return bus_device_node(bus.name);
    return k.state.nd.dimms[name] === undefined ? undefined : dimm_device_node(name);
  },
);
