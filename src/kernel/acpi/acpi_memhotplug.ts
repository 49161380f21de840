/**
 * Hot-plug of RAM through ACPI: models drivers/acpi/acpi_memhotplug.c and its caller in drivers/acpi/scan.c,
 * releases 4.4 to 6.15, with one range per device, as QEMU plugs DIMMs for kata. Plugged devices disappear
 * at a reboot; permanent ones belong to the platform.
 */
import { ERRNO } from '../../lib/errno.ts';
import { memory_add_physaddr_to_nid } from '../arch/x86/numa/nodes.ts';
import { dev_err, dev_warn, type LogDevice } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { __add_memory } from '../mm/memory_hotplug/add.ts';
import { traced } from '../trace.ts';
import type { AcpiMemoryDevice, AcpiState } from './state.ts';

const acpi = (k: Kernel): AcpiState => {
  k.state.acpi ??= { memory: [] };
  return k.state.acpi;
};

/** Device name of the next free slot; NVDIMMs of the real bus occupy slots, too. */
function slotName(k: Kernel): string {
  const buses = k.firmware.platform.buses.filter(({ provider }) => provider.startsWith('ACPI'));
  const nvdimms = buses.reduce((sum, { dimms }) => sum + dimms.length, 0);
  return `PNP0C80:${(nvdimms + acpi(k).memory.length).toString(16).padStart(2, '0')}`;
}

const log = (name: string): LogDevice => ({ driver: 'acpi', name });

/**
 * Adds the memory of a device. A range that is already present (-EEXIST) is taken for boot memory: the driver
 * succeeds and nothing is added.
 *
 * @param outcome receives the errno of add_memory, which the driver does not return
 * @returns 0, or -EINVAL for any failure
 */
const acpi_memory_enable_device = traced(
  'acpi_memory_enable_device',
  (k: Kernel, device: AcpiMemoryDevice, outcome: { error: number }): number => {
    const { name, start, size } = device;
    if (size === 0) {
      dev_err(k, log(name), 'device is empty');
      return -ERRNO.EINVAL;
    }
    // Before 6.8 the driver checks for support before it sets the flag; since then add_memory_resource() ignores it.
    outcome.error = __add_memory(k, memory_add_physaddr_to_nid(k, start), start, size, true);
    if (outcome.error !== 0 && outcome.error !== -ERRNO.EEXIST) {
      dev_err(k, log(name), 'add_memory failed');
      return -ERRNO.EINVAL;
    }
    device.enabled = true;
    return 0;
  },
  ({ name }) => name,
);

const acpi_memory_device_add = traced(
  'acpi_memory_device_add',
  (k: Kernel, device: AcpiMemoryDevice, outcome: { error: number }): number => {
    const result = acpi_memory_enable_device(k, device, outcome);
    if (result !== 0) dev_err(k, log(device.name), 'acpi_memory_enable_device() error');
    return result;
  },
  ({ name }) => name,
);

/** Result of plugging a device. */
export interface Plugged {
  device: AcpiMemoryDevice;
  /** Result of add_memory: 0 or a negative errno; -EEXIST although the driver bound the device. */
  error: number;
}

/**
 * Plugs a DIMM into the next free slot; the firmware notifies the kernel, which scans it.
 *
 * @param start physical address in bytes
 * @param size bytes
 */
export const acpi_scan_device_check = traced(
  'acpi_scan_device_check',
  (k: Kernel, start: number, size: number): Plugged => {
    const device: AcpiMemoryDevice = { name: slotName(k), start, size, enabled: false };
    acpi(k).memory.push(device);
    const outcome = { error: -ERRNO.EINVAL };
    if (acpi_memory_device_add(k, device, outcome) !== 0)
      dev_warn(k, log(device.name), 'Enumeration failure');
    return { device, error: outcome.error };
  },
);
