/** Attribute `state` of a dax device that kmem has: models state_show() and state_store() of drivers/dax/kmem.c, 7.3. */
import { ERRNO } from '../../lib/errno.ts';
import { log_device } from '../base/dd.ts';
import type { AttributeTable } from '../fs/attribute-table.ts';
import { dev_err } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { sysfs_streq } from '../lib/kstrtox.ts';
import { offline_and_remove_memory_ranges } from '../mm/memory_hotplug/offline-and-remove.ts';
import { ONLINE_POLICIES } from '../mm/state.ts';
import {
  dax_kmem_do_hotplug,
  dax_kmem_init_resources,
  dax_kmem_range,
  drop_resources,
} from './kmem-ranges.ts';
import type { DaxDevice } from './state.ts';

/** Offlines and removes all memory of the device, or none; returns 0 or the errno of a block that stays online. */
function dax_kmem_do_hotremove(k: Kernel, device: DaxDevice): number {
  const added = device.ranges
    .filter((_, i) => device.kmem[i] != null)
    .flatMap((range) => dax_kmem_range(k, range) ?? []);
  if (added.length === 0) return 0;
  const rc = offline_and_remove_memory_ranges(k, added);
  if (rc !== 0) {
    const log = log_device(k, { bus: 'dax', name: device.name });
    dev_err(k, log, `hotremove failed, device left online: ${rc}`);
    return rc;
  }
  drop_resources(k, device);
  return 0;
}

/**
 * Store of `state`: returns 0, -EINVAL (none of the states, or `offline`), -EBUSY (another state than
 * `unplugged` is left for one that is online), or the errno of adding or removing the memory.
 */
function state_store(k: Kernel, device: DaxDevice, text: string): number {
  const wanted = (['unplugged', ...ONLINE_POLICIES] as const).find((state) => sysfs_streq(text, state));
  if (wanted === undefined || wanted === 'offline') return -ERRNO.EINVAL;
  if (device.kmemState === wanted) return 0;
  if (wanted === 'unplugged') {
    const rc = dax_kmem_do_hotremove(k, device);
    if (rc === 0) device.kmemState = wanted;
    return rc;
  }
  if (device.kmemState !== 'unplugged') return -ERRNO.EBUSY;
  const group = device.kmemGroup;
  const rc = dax_kmem_init_resources(k, device);
  if (rc < 0) return rc;
  const failed = dax_kmem_do_hotplug(k, device, { node: device.targetNode, group, online: wanted });
  if (failed < 0) {
    drop_resources(k, device);
    return failed;
  }
  device.kmemState = wanted;
  return 0;
}

/** The attribute, while kmem has the device. */
export const KMEM_ATTRIBUTES: AttributeTable<DaxDevice> = {
  state: {
    mode: (k, { core }) => (k.has('kmem-state') && core.driver === 'kmem' ? 0o644 : 0),
    show: (_k, { kmemState }) => `${kmemState ?? 'unplugged'}\n`,
    store: state_store,
  },
};
