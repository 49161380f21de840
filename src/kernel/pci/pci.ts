/**
 * The PCI devices of the platform, as much of them as /proc/iomem shows: BARs below their bridge's window,
 * and the claim of the driver, which is the one for NVMe controllers. All releases.
 */

import { insert_resource, request_mem_region } from '../kernel/resource/resource.ts';
import type { Kernel } from '../kernel.ts';
import type { PciDev } from './state.ts';

const DRIVER = 'nvme';

/** Finds the devices and binds their driver. */
export function pci_scan(k: Kernel): void {
  const { pci } = k.firmware.platform;
  if (pci.length === 0) return;
  const devices = pci.map(({ address, bars }, index): PciDev => {
    for (const { start, size } of bars) {
      if (insert_resource(k, { name: address, start, end: start + size - 1 }) !== null)
        request_mem_region(k, start, size, DRIVER);
    }
    return { name: address, controller: `${DRIVER}${index}`, core: { driver: DRIVER, devres: [] } };
  });
  k.state.pci = { devices };
}

/** The device of an address such as `0000:00:04.0`; undefined when there is none. */
export const pci_device = (k: Kernel, name: string): PciDev | undefined =>
  k.state.pci?.devices.find((device) => device.name === name);
