/**
 * The kmem driver, which passes a dax device's memory to the page allocator: models drivers/dax/kmem.c, 5.10
 * to 6.18. kmem-early.ts has the releases whose devices have a single range.
 */
import { ERRNO } from '../../lib/errno.ts';
import { type Range, rangeSize } from '../../lib/range.ts';
import { alignDown, alignUp, hex, PAGE_SIZE } from '../../lib/units.ts';
import { node_possible } from '../arch/x86/numa/nodes.ts';
import { type Driver, log_device } from '../base/dd.ts';
import { dev_err, dev_info, dev_warn } from '../kernel/printk.ts';
import { release_resource, remove_resource } from '../kernel/resource/resource.ts';
import type { Kernel } from '../kernel.ts';
import { string_get_size } from '../lib/string_helpers.ts';
import { add_memory_driver_managed, remove_memory } from '../mm/memory_hotplug/add.ts';
import { memory_group_register_static, memory_group_unregister } from '../mm/memory_hotplug/auto-movable.ts';
import {
  clear_node_memory_type,
  init_node_memory_type,
  MEMTIER_DEFAULT_DAX_ADISTANCE,
} from '../mm/memory-tiers.ts';
import { traced } from '../trace.ts';
import { dax_match_id, dax_match_type, to_dev_dax } from './bus/bus.ts';
import { KMEM_NAME, request_ram_region } from './kmem-claim.ts';
import { kmem_probe_one_range, kmem_remove_one_range } from './kmem-early.ts';
import type { DaxDevice } from './state.ts';

/** Whole memory blocks within a range of the device; undefined when there are none. */
export function dax_kmem_range(k: Kernel, range: Range): Range | undefined {
  const { blockSize } = k.state.mm;
  const start = alignUp(range.start, blockSize);
  const end = alignDown(range.end + 1, blockSize) - 1;
  return start < end ? { start, end } : undefined;
}

const describe = (index: number, { start, end }: Range): string =>
  `mapping${index}: ${hex(start)}-${hex(end)}`;

/** The target node, or -EINVAL when the device has no node or no whole memory block. */
function check(k: Kernel, device: DaxDevice): number {
  const log = log_device(k, { bus: 'dax', name: device.name });
  if (device.targetNode < 0) {
    dev_warn(k, log, `rejecting DAX region with invalid node: ${device.targetNode}`);
    return -ERRNO.EINVAL;
  }
  let [given, usable] = [0, 0];
  for (const [i, range] of device.ranges.entries()) {
    const whole = dax_kmem_range(k, range);
    given += rangeSize(range);
    if (whole !== undefined) usable += rangeSize(whole);
    else dev_info(k, log, `${describe(i, range)} too small after alignment`);
  }
  if (usable === 0 && k.has('kmem-rejects-empty')) {
    dev_warn(k, log, 'rejecting DAX region without any memory after alignment');
    return -ERRNO.EINVAL;
  }
  if (usable < given && k.has('kmem-truncation-line'))
    dev_warn(k, log, `DAX region truncated by ${string_get_size(given - usable)} due to alignment`);
  return device.targetNode;
}

/** Reserves a range and adds it as System RAM; returns its resource id, or an errno. */
function add_range(
  k: Kernel,
  device: DaxDevice,
  index: number,
  range: Range,
  { node, group }: { node: number; group: number | undefined },
): number {
  const log = log_device(k, { bus: 'dax', name: device.name });
  const id = request_ram_region(k, device.name, range);
  if (id === null) {
    dev_warn(k, log, `${describe(index, range)} could not reserve region`);
    return -ERRNO.EBUSY;
  }
  const rc = add_memory_driver_managed(k, node, range.start, rangeSize(range), {
    name: KMEM_NAME,
    selfHosted: device.memmapOnMemory === true,
    group,
  });
  if (rc === 0) return id;
  dev_warn(k, log, `${describe(index, range)} memory add failed`);
  release_resource(k, id);
  return rc;
}

/** Registers the group of all memory of the device; undefined on kernels without memory groups. */
function register_group(k: Kernel, { ranges }: DaxDevice): number | undefined {
  if (!k.has('kmem-memory-group')) return undefined;
  const bytes = ranges.reduce((sum, range) => {
    const whole = dax_kmem_range(k, range);
    return whole === undefined ? sum : sum + rangeSize(whole);
  }, 0);
  return memory_group_register_static(k, Math.ceil(bytes / PAGE_SIZE));
}

/**
 * Returns 0, -EINVAL (no node, no whole block), -EBUSY (addresses reserved), or the errno of adding the
 * memory.
 */
const dev_dax_kmem_probe = traced(
  'dev_dax_kmem_probe',
  (k: Kernel, name: string): number => {
    if (!k.has('kmem-ranges')) return kmem_probe_one_range(k, name);
    const device = to_dev_dax(k, name);
    const node = check(k, device);
    if (node < 0) return node;
    if (k.has('kmem-memory-group') && !node_possible(k, node)) return -ERRNO.EINVAL;
    const group = register_group(k, device);
    const held: (number | null)[] = device.ranges.map(() => null);
    if (k.has('memory-tiers')) init_node_memory_type(k, node, MEMTIER_DEFAULT_DAX_ADISTANCE);
    for (const [i, whole] of device.ranges.entries()) {
      const range = dax_kmem_range(k, whole);
      if (range === undefined) continue;
      const id = add_range(k, device, i, range, { node, group });
      if (id >= 0) held[i] = id;
      // Memory already added may be online and cannot be removed, so later failures are ignored.
      else if (held.every((resource) => resource === null)) {
        clear_node_memory_type(k, node, MEMTIER_DEFAULT_DAX_ADISTANCE);
        if (group !== undefined) memory_group_unregister(k, group);
        return id;
      }
    }
    device.kmem = held;
    return 0;
  },
  (name) => name,
);

/** Removes the memory; blocks that are still online remain, with the resource name of the unbound device. */
const dev_dax_kmem_remove = traced(
  'dev_dax_kmem_remove',
  (k: Kernel, name: string): void => {
    if (!k.has('kmem-ranges')) {
      kmem_remove_one_range(k, name);
      return;
    }
    const device = to_dev_dax(k, name);
    for (const [i, whole] of device.ranges.entries()) {
      const range = dax_kmem_range(k, whole);
      const id = device.kmem[i];
      if (range === undefined || id == null) continue;
      if (remove_memory(k, range.start, rangeSize(range)) !== 0) {
        const text = `${describe(i, range)} cannot be hotremoved until the next reboot`;
        dev_err(k, log_device(k, { bus: 'dax', name }), text);
        continue;
      }
      remove_resource(k, id);
      device.kmem[i] = null;
    }
    for (const { id } of k.state.mm.groups ?? []) memory_group_unregister(k, id);
    // A range without a whole block counts as one that was not removed.
    const isRemoved = (range: Range, i: number): boolean =>
      dax_kmem_range(k, range) !== undefined && device.kmem[i] == null;
    if (device.ranges.every(isRemoved))
      clear_node_memory_type(k, device.targetNode, MEMTIER_DEFAULT_DAX_ADISTANCE);
  },
  (name) => name,
);

/** Driver for System RAM: matches devices by the type of their region, and those written to `new_id`. */
export const device_dax_kmem_driver: Driver = {
  name: 'kmem',
  bus: 'dax',
  module: 'kmem',
  onDemand: true,
  matches: (k, device) => dax_match_id(k, 'kmem', device) || dax_match_type(k, device),
  probe: dev_dax_kmem_probe,
  remove: dev_dax_kmem_remove,
};
