/**
 * Memory devices that the firmware announces or wants back: models drivers/acpi/scan.c, releases 4.4 to 6.15, as QEMU
 * plugs and unplugs DIMMs of RAM. Plugged devices disappear at a reboot; permanent ones belong to the platform.
 */
import { ERRNO } from '../../lib/errno.ts';
import { NUMA_NO_NODE } from '../arch/x86/numa/nodes.ts';
import { blocksOf, memoryBlock } from '../base/memory/blocks.ts';
import { memory_subsys_offline, memory_subsys_online } from '../base/memory/online.ts';
import { dev_warn } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { traced } from '../trace.ts';
import { acpi_log, acpi_memory_device_add, acpi_memory_device_remove } from './acpi_memhotplug.ts';
import type { AcpiMemoryDevice, AcpiState } from './state.ts';

const acpi = (k: Kernel): AcpiState => {
  k.state.acpi ??= { memory: [] };
  return k.state.acpi;
};

/** Device name of the first free slot; NVDIMMs of the real bus occupy slots, too. */
function slotName(k: Kernel): string {
  const buses = k.firmware.platform.buses.filter(({ provider }) => provider.startsWith('ACPI'));
  const used = new Set(acpi(k).memory.map(({ name }) => name));
  for (let slot = buses.reduce((sum, { dimms }) => sum + dimms.length, 0); ; slot++) {
    const name = `PNP0C80:${slot.toString(16).padStart(2, '0')}`;
    if (!used.has(name)) return name;
  }
}

/** Result of plugging a device. */
export interface Plugged {
  device: AcpiMemoryDevice;
  /** Result of add_memory: 0 or a negative errno; -EEXIST although the driver bound the device. */
  error: number;
}

/**
 * Plugs a DIMM into the first free slot; the firmware notifies the kernel, which scans it.
 *
 * @param start physical address in bytes
 * @param size bytes
 * @param node of the DIMM (_PXM); that of its address when absent
 */
export const acpi_scan_device_check = traced(
  'acpi_scan_device_check',
  (k: Kernel, start: number, size: number, node?: number): Plugged => {
    const device: AcpiMemoryDevice = { name: slotName(k), start, size, enabled: false };
    acpi(k).memory.push(device);
    const outcome = { error: -ERRNO.EINVAL };
    if (acpi_memory_device_add(k, device, node ?? NUMA_NO_NODE, outcome) !== 0)
      dev_warn(k, acpi_log(device.name), 'Enumeration failure');
    return { device, error: outcome.error };
  },
);

/** Blocks that the driver bound to the device, ascending. */
function physicalNodes(k: Kernel, { enabled, start, size }: AcpiMemoryDevice): number[] {
  if (!enabled) return [];
  const { first, last } = blocksOf(k, start, size);
  const ids = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return ids.filter((id) => memoryBlock(k, id) !== undefined);
}

/**
 * Offlines the blocks of a device. The kernel tries those that refuse twice, since one block may hold what another
 * depends on; here the second answer is always the first.
 *
 * @returns 0, or -EBUSY with all blocks online again that were
 */
const acpi_scan_try_to_offline = traced(
  'acpi_scan_try_to_offline',
  (k: Kernel, device: AcpiMemoryDevice): number => {
    const results = physicalNodes(k, device).map((id) => ({ id, rc: memory_subsys_offline(k, id) }));
    const failed = results.find(({ rc }) => rc < 0);
    if (failed === undefined) return 0;
    dev_warn(k, { driver: 'memory', name: `memory${failed.id}` }, 'Offline failed.');
    for (const { id, rc } of results) if (rc === 0) memory_subsys_online(k, id, 'online');
    return -ERRNO.EBUSY;
  },
  ({ name }) => name,
);

/**
 * Removes a DIMM that the firmware wants to eject, and frees its slot.
 *
 * @returns 0, or -EBUSY if a block of it does not go offline; the DIMM then stays
 */
export const acpi_scan_hot_remove = traced(
  'acpi_scan_hot_remove',
  (k: Kernel, device: AcpiMemoryDevice): number => {
    const busy = acpi_scan_try_to_offline(k, device);
    if (busy !== 0) return busy;
    acpi_memory_device_remove(k, device);
    const { memory } = acpi(k);
    memory.splice(memory.indexOf(device), 1);
    return 0;
  },
  ({ name }) => name,
);
