/** Paths in /sys of the devices of CXL ports: the ACPI objects, host bridges, root ports, switches. */
import type { CxlSlot } from '../../../firmware/cxl.ts';
import type { Kernel } from '../../kernel.ts';
import { ACPI_HOST } from '../core/device.ts';

const ACPI_BUS = '/sys/devices/LNXSYSTM:00/LNXSYBUS:00';

/** The path of an ACPI object. */
export const acpi_path = (name: string): string => `${ACPI_BUS}/${name}`;

/** The path down to a PCI function, host bridge first; undefined if it is not below these ports. */
function way_to(slots: readonly CxlSlot[], pci: string): string[] | undefined {
  for (const slot of slots) {
    if (slot.pci === pci) return [pci];
    const { switch: below } = slot;
    if (below === undefined) continue;
    if (below.pci === pci) return [slot.pci, pci];
    const rest = way_to(below.ports, pci);
    if (rest !== undefined) return [slot.pci, below.pci, ...rest];
  }
  return undefined;
}

/** The path of an upstream or downstream device of a port, by its name. */
export function hardware_path(k: Kernel, device: string): string {
  if (device === ACPI_HOST) return `/sys/devices/platform/${ACPI_HOST}`;
  if (device.startsWith('ACPI')) return acpi_path(device);
  if (device.startsWith('pci')) return `/sys/devices/${device}`;
  for (const { pci, ports } of k.firmware.platform.cxl?.hostBridges ?? []) {
    const way = way_to(ports, device);
    if (way !== undefined) return ['/sys/devices', pci, ...way].join('/');
  }
  throw new Error(`no PCI function ${device}`);
}
