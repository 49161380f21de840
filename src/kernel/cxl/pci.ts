/**
 * PCI functions of CXL devices and their driver: models cxl_pci_probe() of drivers/cxl/pci.c, and removal and
 * rescan of drivers/pci/pci-sysfs.c, releases 5.12 to 6.18.
 */
import { cxlCapacity } from '../../firmware/cxl-media.ts';
import { type Bus, type Driver, device_attach, device_release_driver } from '../base/dd.ts';
import { devres_add } from '../base/devres.ts';
import { pr_info } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { traced } from '../trace.ts';
import { cxl_bus_drain } from './core/bus.ts';
import { cxl_dev_state, to_cxl } from './core/device.ts';
import { devm_cxl_add_memdev } from './core/memdev.ts';
import { devm_cxl_add_nvdimm } from './core/pmem.ts';

/** Creates and probes the memdev of a PCI function. */
const cxl_pci_probe = traced('cxl_pci_probe', (k: Kernel, pci: string): number => {
  const host = to_cxl(k).functions[pci]!;
  const memdev = devm_cxl_add_memdev(k, pci);
  Object.assign(memdev, cxlCapacity(k.firmware.media, cxl_dev_state(k, memdev)));
  devres_add(host, { kind: 'cxl-memdev', memdev: memdev.name });
  if (k.has('cxl-reports-features') && k.state.config.CXL_MCE !== true)
    pr_info(k, `cxl_pci ${pci}: CXL MCE unsupported`);
  if (!k.has('cxl-nvdimm-with-memdev') && memdev.pmem > 0) devm_cxl_add_nvdimm(k, memdev, host);
  device_attach(k, { bus: 'cxl', name: memdev.name });
  return 0;
});

/** Driver of the PCI functions of CXL devices. */
export const cxl_pci_driver: Driver = {
  name: 'cxl_pci',
  bus: 'pci',
  module: 'cxl_pci',
  since: 'cxl-memdevs',
  matches: () => true,
  probe: cxl_pci_probe,
  remove: () => {},
};

const functions = (k: Kernel): string[] => Object.keys(k.state.cxl?.functions ?? {});

/** The PCI bus, reduced to functions of CXL devices. */
export const pci_bus_type: Bus = {
  name: 'pci',
  core: (k, name) => k.state.cxl?.functions[name],
  probe: (k, driver, name) => driver.probe(k, name),
  remove: (k, driver, name) => driver.remove(k, name),
  devices: functions,
  settle: cxl_bus_drain,
};

/** Removes a PCI function until a rescan. */
export function pci_stop_and_remove_bus_device(k: Kernel, name: string): void {
  device_release_driver(k, { bus: 'pci', name });
  delete to_cxl(k).functions[name];
  cxl_bus_drain(k);
}

/** Adds and probes PCI functions that do not exist yet, in the order of the platform. */
export function pci_rescan_bus(k: Kernel): void {
  const cxl = to_cxl(k);
  for (const name of k.firmware.platform.cxl?.memdevs ?? []) {
    if (cxl.functions[name] !== undefined) continue;
    cxl.functions[name] = { driver: null, devres: [] };
    device_attach(k, { bus: 'pci', name });
  }
  cxl_bus_drain(k);
}
