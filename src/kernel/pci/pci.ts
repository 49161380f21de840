/**
 * PCI devices of the platform, as far as /proc/iomem shows them: BARs within their bridge's window, and the
 * reservation of the NVMe driver. All releases.
 */

import { insert_resource, request_mem_region } from '../kernel/resource/resource.ts';
import type { Kernel } from '../kernel.ts';
import type { PciDev } from './state.ts';

const DRIVER = 'nvme';

/** Enumerates the devices and binds their driver. */
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

/** Device by address, such as `0000:00:04.0`; undefined when it does not exist. */
export const pci_device = (k: Kernel, name: string): PciDev | undefined =>
  k.state.pci?.devices.find((device) => device.name === name);
