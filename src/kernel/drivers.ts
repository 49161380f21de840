/** The table of all buses, drivers, disks and device types, in registration order. */
import { devm_releases } from './base/devm.ts';
import { platform_bus_type } from './base/platform.ts';
import { del_gendisk } from './block/genhd.ts';
import { block_subdirectory } from './block/sysfs.ts';
import { cxl_acpi_driver } from './cxl/acpi.ts';
import { cxl_bus_type } from './cxl/core/bus.ts';
import { cxl_region_driver } from './cxl/core/region/region.ts';
import { cxl_mem_driver } from './cxl/mem.ts';
import { cxl_pci_driver, pci_bus_type } from './cxl/pci.ts';
import { cxl_nvdimm_bridge_driver, cxl_nvdimm_driver, cxl_pmem_region_driver } from './cxl/pmem.ts';
import { cxl_port_driver } from './cxl/port.ts';
import { cxl_releases } from './cxl/unregister.ts';
import { dax_bus_type } from './dax/bus/bus.ts';
import { unregister_dev_dax } from './dax/bus/dev_dax.ts';
import { cxl_dax_region_driver } from './dax/cxl.ts';
import { device_dax_driver } from './dax/device.ts';
import { dax_hmem_driver } from './dax/hmem/hmem.ts';
import { device_dax_kmem_driver } from './dax/kmem.ts';
import { dax_pmem_driver } from './dax/pmem.ts';
import { dax_region_release } from './dax/region.ts';
import { dax_region_subdirectory } from './dax/region-sysfs.ts';
import { dax_class_subdirectory } from './dax/sysfs.ts';
import type { DriverTable } from './driver-table.ts';
import { nd_btt_create, nd_btt_release } from './nvdimm/btt/btt_devs.ts';
import { btt_ops } from './nvdimm/btt/rw.ts';
import { nd_btt_dir } from './nvdimm/btt/sysfs.ts';
import { nvdimm_bus_type } from './nvdimm/bus/bus.ts';
import { nd_bus_driver, nvdimm_bus_release } from './nvdimm/bus/register.ts';
import { nvdimm_bus_dir } from './nvdimm/bus/sysfs.ts';
import { nsio_release } from './nvdimm/claim/nsio.ts';
import { nvdimm_driver, nvdimm_release } from './nvdimm/dimm_devs/dimm.ts';
import { nvdimm_dir } from './nvdimm/dimm_devs/sysfs.ts';
import { deactivate_labels } from './nvdimm/label/active.ts';
import { namespace_release } from './nvdimm/namespace_devs/create.ts';
import { namespace_dir } from './nvdimm/namespace_devs/sysfs.ts';
import { nd_dax_create, nd_pfn_create, nd_pfn_release } from './nvdimm/pfn_devs/pfn_devs.ts';
import { pfn_sb_release } from './nvdimm/pfn_devs/setup.ts';
import { nd_pfn_dir } from './nvdimm/pfn_devs/sysfs.ts';
import { pmem_ops } from './nvdimm/pmem/disk.ts';
import { nd_pmem_driver } from './nvdimm/pmem/pmem.ts';
import { nd_region_release } from './nvdimm/region_devs/create.ts';
import { nd_region_driver } from './nvdimm/region_devs/region.ts';
import { nd_region_dir } from './nvdimm/region_devs/sysfs.ts';

/** The drivers of every emulated kernel; a release without one of them never creates its devices. */
export const DRIVERS: DriverTable = {
  buses: {
    nd: nvdimm_bus_type,
    dax: dax_bus_type,
    platform: platform_bus_type,
    cxl: cxl_bus_type,
    pci: pci_bus_type,
  },
  drivers: [
    nd_bus_driver,
    nvdimm_driver,
    nd_region_driver,
    nd_pmem_driver,
    dax_pmem_driver,
    device_dax_driver,
    device_dax_kmem_driver,
    dax_hmem_driver,
    cxl_acpi_driver,
    cxl_pci_driver,
    cxl_region_driver,
    cxl_port_driver,
    cxl_mem_driver,
    cxl_nvdimm_bridge_driver,
    cxl_nvdimm_driver,
    cxl_pmem_region_driver,
    cxl_dax_region_driver,
  ],
  devres: {
    ...devm_releases,
    ...cxl_releases,
    disk: (k, _device, { name }) => del_gendisk(k, name),
    'dax-region': (k, _device, { name }) => dax_region_release(k, name),
    'dax-device': (k, _device, { name }) => unregister_dev_dax(k, name),
    'pfn-sb': pfn_sb_release,
    nsio: (k, _device, { namespace }) => nsio_release(k, namespace),
    labels: deactivate_labels,
  },
  disks: { pmem: pmem_ops, btt: btt_ops },
  nd: {
    bus: { directory: nvdimm_bus_dir, release: nvdimm_bus_release },
    dimm: { directory: nvdimm_dir, release: nvdimm_release },
    region: { directory: nd_region_dir, release: nd_region_release },
    namespace: { directory: namespace_dir, release: namespace_release },
    btt: { directory: nd_btt_dir, create: nd_btt_create, release: nd_btt_release },
    pfn: { directory: nd_pfn_dir, create: nd_pfn_create, release: nd_pfn_release },
    dax: { directory: nd_pfn_dir, create: nd_dax_create, release: nd_pfn_release },
  },
  ndSubdirectories: {
    block: block_subdirectory,
    dax_region: dax_region_subdirectory,
    dax: dax_class_subdirectory,
  },
};
