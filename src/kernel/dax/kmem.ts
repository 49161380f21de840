/**
 * The kmem driver, which passes a dax device's memory to the page allocator: models drivers/dax/kmem.c, 5.10
 * to 7.3. kmem-early.ts has the releases whose devices have a single range.
 */
import { ERRNO } from '../../lib/errno.ts';
import { type Range, rangeSize } from '../../lib/range.ts';
import { PAGE_SIZE } from '../../lib/units.ts';
import { node_possible } from '../arch/x86/numa/nodes.ts';
import { type Driver, log_device } from '../base/dd.ts';
import { dev_err, dev_info, dev_warn } from '../kernel/printk.ts';
import { remove_resource } from '../kernel/resource/resource.ts';
import type { Kernel } from '../kernel.ts';
import { string_get_size } from '../lib/string_helpers.ts';
import { remove_memory } from '../mm/memory_hotplug/add.ts';
import { memory_group_register_static, memory_group_unregister } from '../mm/memory_hotplug/auto-movable.ts';
import {
  clear_node_memory_type,
  init_node_memory_type,
  MEMTIER_DEFAULT_DAX_ADISTANCE,
} from '../mm/memory-tiers.ts';
import { traced } from '../trace.ts';
import { dax_match_id, dax_match_type, to_dev_dax } from './bus/bus.ts';
import { kmem_probe_one_range, kmem_remove_one_range } from './kmem-early.ts';
import {
  add_reserved,
  type Destination,
  dax_kmem_do_hotplug,
  dax_kmem_init_resources,
  dax_kmem_range,
  describe_mapping,
  drop_resources,
  reserve_range,
} from './kmem-ranges.ts';
import type { DaxDevice } from './state.ts';

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
    else dev_info(k, log, `${describe_mapping(i, range)} too small after alignment`);
  }
  if (usable === 0 && k.has('kmem-rejects-empty')) {
    dev_warn(k, log, 'rejecting DAX region without any memory after alignment');
    return -ERRNO.EINVAL;
  }
  if (usable < given && k.has('kmem-truncation-line'))
    dev_warn(k, log, `DAX region truncated by ${string_get_size(given - usable)} due to alignment`);
  return device.targetNode;
}

/**
 * Reserves and adds the ranges one by one, before 7.3. Returns 0, or the errno of the first range when it fails;
 * memory already added may be online and cannot be removed, so later failures are ignored.
 */
function add_ranges(k: Kernel, device: DaxDevice, to: Destination): number {
  const held: (number | null)[] = device.ranges.map(() => null);
  for (const [i, whole] of device.ranges.entries()) {
    const range = dax_kmem_range(k, whole);
    if (range === undefined) continue;
    const id = reserve_range(k, device, i, range);
    const rc = id < 0 ? id : add_reserved(k, device, i, range, { ...to, id });
    if (rc === 0) held[i] = id;
    else if (held.every((resource) => resource === null)) return rc;
  }
  device.kmem = held;
  return 0;
}

/** Reserves all ranges, then adds them, since 7.3; errors as of add_ranges. */
function reserve_and_add(k: Kernel, device: DaxDevice, to: Destination): number {
  const online = k.state.mm.autoOnline;
  // Ranges that an earlier binding could not remove stay reserved, but the device has no record of them.
  device.kmem = device.ranges.map(() => null);
  const rc = dax_kmem_init_resources(k, device) || dax_kmem_do_hotplug(k, device, { ...to, online });
  if (rc < 0) drop_resources(k, device);
  else Object.assign(device, { kmemState: online, kmemGroup: to.group });
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
    if (k.has('memory-tiers')) init_node_memory_type(k, node, MEMTIER_DEFAULT_DAX_ADISTANCE);
    const add = k.has('kmem-state') ? reserve_and_add : add_ranges;
    const rc = add(k, device, { node, group });
    if (rc < 0) {
      clear_node_memory_type(k, node, MEMTIER_DEFAULT_DAX_ADISTANCE);
      if (group !== undefined) memory_group_unregister(k, group);
    }
    return rc;
  },
  (name) => name,
);

/** Removes the memory of each range; one with a block that is online stays. */
function remove_ranges(k: Kernel, device: DaxDevice): void {
  const log = log_device(k, { bus: 'dax', name: device.name });
  let stuck = false;
  for (const [i, whole] of device.ranges.entries()) {
    const range = dax_kmem_range(k, whole);
    const id = device.kmem[i];
    if (range === undefined || id == null) continue;
    if (remove_memory(k, range.start, rangeSize(range)) === 0) {
      remove_resource(k, id);
      device.kmem[i] = null;
      continue;
    }
    stuck = true;
    if (k.has('kmem-state')) dev_warn(k, log, `${describe_mapping(i, range)} stuck online until reboot`);
    else dev_err(k, log, `${describe_mapping(i, range)} cannot be hotremoved until the next reboot`);
  }
  if (stuck && k.has('kmem-state')) dev_err(k, log, 'Hotplug regions stuck online until reboot');
}

/** Drops the memory groups, except those of other devices whose memory is unplugged and may come back. */
function unregister_groups(k: Kernel, device: DaxDevice): void {
  const { groups = [] } = k.state.mm;
  if (groups.length === 0) return;
  const others = Object.values(k.state.dax.devices).filter((other) => other !== device);
  const kept = new Set(others.map(({ kmemGroup }) => kmemGroup));
  for (const { id } of groups) if (!kept.has(id)) memory_group_unregister(k, id);
}

/** Removes the memory; blocks that are still online remain, with the resource name of the unbound device. */
const dev_dax_kmem_remove = traced(
  'dev_dax_kmem_remove',
  (k: Kernel, name: string): void => {
    if (!k.has('kmem-ranges')) {
      kmem_remove_one_range(k, name);
      return;
    }
    const device = to_dev_dax(k, name);
    remove_ranges(k, device);
    unregister_groups(k, device);
    delete device.kmemState;
    delete device.kmemGroup;
    // Before 7.3 a range without a whole block counts as one that was not removed.
    const isRemoved = (range: Range, i: number): boolean =>
      device.kmem[i] == null && (k.has('kmem-state') || dax_kmem_range(k, range) !== undefined);
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
