/**
 * Root of the virtual file system: /sys, /proc and /dev, assembled from the directories of the subsystems.
 */
import { bus_dir } from '../base/bus.ts';
import { find_driver } from '../base/dd.ts';
import { memory_bus_dir, memory_dir } from '../base/memory/sysfs.ts';
import { node_bus_dir, node_dir } from '../base/node.ts';
import { platform_devices } from '../base/platform.ts';
import { block_device_node } from '../block/genhd.ts';
import {
  cxl_acpi_dir,
  cxl_bus_dir,
  cxl_dev_dir,
  cxl_first_bus_dir,
  cxl_pci_bus_dir,
  cxl_pci_dir,
  cxl_platform_dir,
} from '../cxl/sysfs/tree.ts';
import { new_id_store, remove_id_store } from '../dax/bus/bus.ts';
import { dax_class_dir, dax_device_path } from '../dax/class.ts';
import { hmem_path } from '../dax/hmem/device.ts';
import { hmem_devices } from '../dax/region-sysfs.ts';
import { dax_nodes } from '../dax/sysfs.ts';
import { firmware_memmap_dir } from '../firmware/memmap.ts';
import { lib_modules_dir, module_kobjects } from '../kernel/module/sysfs.ts';
import type { Kernel } from '../kernel.ts';
import { memory_hotplug_parameters } from '../mm/memory_hotplug/parameters.ts';
import { memory_tiering_bus_dir, memory_tiering_dir } from '../mm/memory-tiers.ts';
import { btt_debugfs } from '../nvdimm/btt/debugfs.ts';
import { nd_device_path } from '../nvdimm/bus/device-sysfs.ts';
import {
  nd_bus_type_dir,
  nd_class_dir,
  nd_dev_dir,
  nd_provider_dir,
  nd_providers,
} from '../nvdimm/bus/tree.ts';
import { virtio_bus_dir, virtio_pmem_slots } from '../nvdimm/virtio_pmem.ts';
import { sys_dev_dir } from './dev.ts';
import { proc_dir } from './proc.ts';
import {
  type Directory,
  dir,
  link,
  listing,
  only_if,
  ro,
  since_change,
  uevent_attribute,
  union,
  until_change,
  wo,
} from './sysfs.ts';

const dax_bus: Directory = bus_dir({
  bus: 'dax',
  devices: (k) => Object.keys(k.state.dax.devices),
  path: dax_device_path,
  driverFiles: (driver) => ({
    new_id: wo((k, text) => new_id_store(k, driver, text)),
    remove_id: wo((k, text) => remove_id_store(k, driver, text)),
  }),
});

/** Directory of a bus provider's device: its own attributes and its buses. */
const provider_dir = (provider: string, driver: string, modalias: string): Directory => ({
  ...union(
    dir({
      uevent: uevent_attribute(() => `DRIVER=${driver}\nMODALIAS=${modalias}\n`),
      modalias: ro(() => `${modalias}\n`),
    }),
    nd_provider_dir(provider),
  ),
  keeps: true,
});

/** Directories of the registered providers, by the name of their device. */
const providers = (
  make: (name: string) => Directory,
  name: (provider: string) => string | undefined,
): Directory => ({
  ...listing(
    (k) => nd_providers(k).flatMap((provider) => name(provider) ?? []),
    (k, entry) => (nd_providers(k).some((provider) => name(provider) === entry) ? make(entry) : undefined),
  ),
  keeps: true,
});

const platform_providers: Directory = providers(
  (name) =>
    name === 'e820_pmem'
      ? provider_dir('e820', 'e820_pmem', 'platform:e820_pmem')
      : provider_dir(name, 'nfit_test', 'platform:nfit_test'),
  (provider) =>
    ['ACPI.NFIT', 'CXL'].includes(provider) ? undefined : provider === 'e820' ? 'e820_pmem' : provider,
);

/** /sys/bus/platform, reduced to the devices of Soft Reserved memory. */
const platform_bus: Directory = bus_dir({
  bus: 'platform',
  devices: platform_devices,
  path: hmem_path,
});

/** The device ACPI0012:00, which belongs to the ACPI bus before 7.0 and to the platform bus since. */
const nfit_device = (driver: string): Directory =>
  providers(
    () => provider_dir('ACPI.NFIT', driver, 'acpi:ACPI0012:'),
    (provider) => (provider === 'ACPI.NFIT' ? 'ACPI0012:00' : undefined),
  );

const platform: Directory = {
  ...union(platform_providers, since_change('nfit-platform-driver', nfit_device('acpi-nfit')), hmem_devices),
  keeps: true,
};

const acpi: Directory = {
  ...until_change('nfit-platform-driver', nfit_device('nfit')),
  keeps: true,
};

const diskNames = (k: Kernel): string[] => Object.keys(k.state.block.disks);

/** Links to all disks, in /sys/class/block and /sys/block. */
const disk_links: Directory = listing(diskNames, (k, name) => {
  const disk = k.state.block.disks[name];
  return disk === undefined ? undefined : link(`${nd_device_path(k, disk.owner)}/block/${name}`);
});

const disk_nodes: Directory = listing(diskNames, (k, name) =>
  k.state.block.disks[name] === undefined ? undefined : block_device_node(name),
);

/** Entries of libnvdimm, which end with its module. */
const with_libnvdimm = (entries: Directory): Directory =>
  only_if((k) => find_driver(k, 'nd', 'nd_bus') !== undefined, entries);

/** An empty /sys/class/dax: the bus of 5.1 to 5.16 creates it for the driver dax_pmem_compat. */
const dax_compat_class = only_if((k) => k.state.config.DEV_DAX_PMEM_COMPAT === true, dir({ dax: dir({}) }));

/** One directory made of several whose entries all stay. */
const kept = (...parts: Directory[]): Directory => ({ ...union(...parts), keeps: true });

/** The root directory with `sys`, `proc`, `dev` and the modules of `lib`. */
export const root: Directory = dir({
  sys: dir({
    block: disk_links,
    bus: union(
      since_change('dax-bus', dir({ dax: dax_bus })),
      since_change('hmem-soft-reserved', dir({ platform: platform_bus })),
      since_change('virtio-pmem', dir({ virtio: virtio_bus_dir })),
      cxl_bus_dir,
      cxl_pci_bus_dir,
      dir({ memory: memory_bus_dir }),
      with_libnvdimm(dir({ nd: nd_bus_type_dir })),
      dir({ node: node_bus_dir }),
      since_change('memory-tiers', dir({ memory_tiering: memory_tiering_bus_dir })),
    ),
    class: union(
      dir({ block: disk_links }),
      with_libnvdimm(dir({ nd: nd_class_dir })),
      since_change('device-dax', until_change('dax-bus', dir({ dax: dax_class_dir }))),
      dax_compat_class,
    ),
    dev: sys_dev_dir(() => root),
    devices: kept(
      dir({
        'LNXSYSTM:00': dir({ 'LNXSYBUS:00': kept(acpi, cxl_acpi_dir) }),
        'pci0000:00': kept(virtio_pmem_slots, cxl_first_bus_dir),
        platform: kept(platform, cxl_platform_dir),
        system: dir({ memory: memory_dir, node: node_dir }),
        virtual: since_change('memory-tiers', dir({ memory_tiering: memory_tiering_dir })),
      }),
      cxl_pci_dir,
    ),
    firmware: dir({ memmap: firmware_memmap_dir }),
    kernel: dir({ debug: btt_debugfs }),
    module: union(
      since_change(
        'memmap-on-memory',
        dir({ memory_hotplug: dir({ parameters: memory_hotplug_parameters }) }),
      ),
      module_kobjects,
    ),
  }),
  proc: proc_dir,
  lib: dir({ modules: lib_modules_dir }),
  dev: union(disk_nodes, nd_dev_dir, dax_nodes, cxl_dev_dir),
});
