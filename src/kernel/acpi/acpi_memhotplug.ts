/**
 * The driver of ACPI memory devices: models drivers/acpi/acpi_memhotplug.c, releases 4.4 to 6.15, with one range
 * per device, as QEMU plugs DIMMs.
 */
import { ERRNO } from '../../lib/errno.ts';
import { memory_add_physaddr_to_nid, NUMA_NO_NODE } from '../arch/x86/numa/nodes.ts';
import { dev_err, type LogDevice } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { __add_memory, __remove_memory } from '../mm/memory_hotplug/add.ts';
import { traced } from '../trace.ts';
import type { AcpiMemoryDevice } from './state.ts';

/** Prefix of log lines about a device. */
export const acpi_log = (name: string): LogDevice => ({ driver: 'acpi', name });

/**
 * Adds the memory of a device. A range that is already present (-EEXIST) is taken for boot memory: the driver
 * succeeds and nothing is added.
 *
 * @param node as of acpi_memory_device_add
 * @param outcome receives the errno of add_memory, which the driver does not return
 * @returns 0, or -EINVAL for any failure
 */
const acpi_memory_enable_device = traced(
  'acpi_memory_enable_device',
  (k: Kernel, device: AcpiMemoryDevice, node: number, outcome: { error: number }): number => {
    const { name, start, size } = device;
    const nid = node === NUMA_NO_NODE ? memory_add_physaddr_to_nid(k, start) : node;
    if (size === 0) {
      dev_err(k, acpi_log(name), 'device is empty');
      return -ERRNO.EINVAL;
    }
    // Before 6.8 the driver checks for support before it sets the flag; since then add_memory_resource() ignores it.
    outcome.error = __add_memory(k, nid, start, size, true);
    if (outcome.error !== 0 && outcome.error !== -ERRNO.EEXIST) {
      dev_err(k, acpi_log(name), 'add_memory failed');
      return -ERRNO.EINVAL;
    }
    device.enabled = true;
    return 0;
  },
  ({ name }) => name,
);

/**
 * Binds the driver to a device and adds its memory.
 *
 * @param node that the firmware gives the device; NUMA_NO_NODE for that of its address
 * @param outcome receives the errno of add_memory, which the driver does not return
 * @returns 0, or -EINVAL for any failure
 */
export const acpi_memory_device_add = traced(
  'acpi_memory_device_add',
  (k: Kernel, device: AcpiMemoryDevice, node: number, outcome: { error: number }): number => {
    const result = acpi_memory_enable_device(k, device, node, outcome);
    if (result !== 0) dev_err(k, acpi_log(device.name), 'acpi_memory_enable_device() error');
    return result;
  },
  ({ name }) => name,
);

/** Tests whether the kernel added the memory of a device; a range that was present when it came belongs to others. */
export function has_added_memory(k: Kernel, device: AcpiMemoryDevice): boolean {
  const { start, size } = device;
  const bound = k.state.acpi?.memory.filter(({ enabled }) => enabled) ?? [];
  return (
    bound.find((other) => other.start === start && other.size === size) === device &&
    k.state.e820.hotplugged.some((entry) => entry.start === start && entry.end === start + size - 1)
  );
}

/** Removes the memory of a device, whose blocks must be offline. */
export const acpi_memory_device_remove = traced(
  'acpi_memory_device_remove',
  (k: Kernel, { enabled, start, size }: AcpiMemoryDevice): void => {
    if (enabled) __remove_memory(k, start, size);
  },
  ({ name }) => name,
);
