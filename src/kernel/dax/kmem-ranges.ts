/**
 * Ranges of a dax device that become System RAM: their whole memory blocks, reserved and added. Models
 * dax_kmem_range(), and dax_kmem_init_resources() and dax_kmem_do_hotplug() of drivers/dax/kmem.c, 7.3.
 */
import { ERRNO } from '../../lib/errno.ts';
import { type Range, rangeSize } from '../../lib/range.ts';
import { alignDown, alignUp, hex } from '../../lib/units.ts';
import { log_device } from '../base/dd.ts';
import { dev_warn } from '../kernel/printk.ts';
import { release_resource, remove_resource } from '../kernel/resource/resource.ts';
import type { Kernel } from '../kernel.ts';
import { add_memory_driver_managed } from '../mm/memory_hotplug/add.ts';
import type { OnlinePolicy } from '../mm/state.ts';
import { KMEM_NAME, request_ram_region } from './kmem-claim.ts';
import type { DaxDevice } from './state.ts';

/** Whole memory blocks within a range of the device; undefined when there are none. */
export function dax_kmem_range(k: Kernel, range: Range): Range | undefined {
  const { blockSize } = k.state.mm;
  const start = alignUp(range.start, blockSize);
  const end = alignDown(range.end + 1, blockSize) - 1;
  return start < end ? { start, end } : undefined;
}

/** A range as messages name it. */
export const describe_mapping = (index: number, { start, end }: Range): string =>
  `mapping${index}: ${hex(start)}-${hex(end)}`;

/** Destination of the memory, and the state in which it comes online; the policy of all RAM by default. */
export interface Destination {
  node: number;
  group: number | undefined;
  online?: OnlinePolicy;
}

/** Reserves a range; returns the resource id, or -EBUSY. */
export function reserve_range(k: Kernel, device: DaxDevice, index: number, range: Range): number {
  const id = request_ram_region(k, device.name, range);
  if (id !== null) return id;
  const log = log_device(k, { bus: 'dax', name: device.name });
  dev_warn(k, log, `${describe_mapping(index, range)} could not reserve region`);
  return -ERRNO.EBUSY;
}

/** Adds a reserved range as System RAM; returns 0, or an errno after releasing the resource. */
export function add_reserved(
  k: Kernel,
  device: DaxDevice,
  index: number,
  range: Range,
  { id, node, group, online }: Destination & { id: number },
): number {
  const rc = add_memory_driver_managed(k, node, range.start, rangeSize(range), {
    name: KMEM_NAME,
    selfHosted: device.memmapOnMemory === true,
    group,
    online,
  });
  if (rc === 0) return 0;
  const log = log_device(k, { bus: 'dax', name: device.name });
  dev_warn(k, log, `${describe_mapping(index, range)} memory add failed`);
  release_resource(k, id);
  return rc;
}

/** Releases the reservations of a device whose memory is not added. */
export function drop_resources(k: Kernel, device: DaxDevice): void {
  for (const id of device.kmem) if (id != null) remove_resource(k, id);
  device.kmem = device.ranges.map(() => null);
}

/** Reserves the ranges that are not reserved yet; returns 0, or -EBUSY when the first of them is not free. */
export function dax_kmem_init_resources(k: Kernel, device: DaxDevice): number {
  let reserved = 0;
  for (const [i, whole] of device.ranges.entries()) {
    const range = dax_kmem_range(k, whole);
    if (range === undefined || device.kmem[i] != null) continue;
    const id = reserve_range(k, device, i, range);
    if (id >= 0) {
      device.kmem[i] = id;
      reserved++;
    } else if (reserved === 0) return id;
  }
  return 0;
}

/** Adds the reserved ranges; returns 0, or the errno of the first one when it cannot be added. */
export function dax_kmem_do_hotplug(k: Kernel, device: DaxDevice, to: Destination): number {
  let added = 0;
  for (const [i, whole] of device.ranges.entries()) {
    const range = dax_kmem_range(k, whole);
    const id = device.kmem[i];
    if (range === undefined || id == null) continue;
    const rc = add_reserved(k, device, i, range, { ...to, id });
    if (rc === 0) added++;
    else {
      device.kmem[i] = null;
      if (added === 0) return rc;
    }
  }
  return 0;
}
