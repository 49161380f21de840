/**
 * The kmem driver for devices of a single range: models drivers/dax/kmem.c, 5.1 to 5.9. The range is trimmed
 * without a check that anything remains. Before 5.3 the memory cannot be removed again.
 */
import { ERRNO } from '../../lib/errno.ts';
import { type Range, rangeSize } from '../../lib/range.ts';
import { alignUp, hex } from '../../lib/units.ts';
import { log_device } from '../base/dd.ts';
import { dev_err, dev_warn } from '../kernel/printk.ts';
import { format_resource, release_resource, remove_resource } from '../kernel/resource/resource.ts';
import { resource } from '../kernel/resource/tree.ts';
import type { Kernel } from '../kernel.ts';
import { __add_memory, add_memory_driver_managed, remove_memory } from '../mm/memory_hotplug/add.ts';
import { to_dev_dax } from './bus/bus.ts';
import { KMEM_NAME, request_ram_region } from './kmem-claim.ts';

/** Formats a RAM reservation as %pR does, which finds no type in its flags. */
const asRam = ({ start, end }: Range): string => `[??? ${hex(start, 8)}-${hex(end, 8)} flags 0x1000000]`;

/** Formats a 64-bit number as %pa does; negative values wrap. */
const address = (value: number): string => hex(BigInt.asUintN(64, BigInt(value)), 16);

interface Trimmed {
  /** Physical address in bytes. */
  start: number;
  /** Bytes. */
  size: number;
}

/** Whole memory blocks of the range, from the first one on; the kernel's size wraps below zero. */
function trimmed({ start, end }: Range, blockSize: number): Trimmed {
  const first = alignUp(start, blockSize);
  const left = end + 1 - first;
  return { start: first, size: Math.floor(left / blockSize) * blockSize };
}

const log = (k: Kernel, name: string) => log_device(k, { bus: 'dax', name });

function add_memory(k: Kernel, nid: number, start: number, size: number): number {
  if (!k.has('system-ram-kmem')) return __add_memory(k, nid, start, size);
  return add_memory_driver_managed(k, nid, start, size, { name: KMEM_NAME });
}

/**
 * Returns 0, -EINVAL (no node), -EBUSY (addresses reserved, or no whole block), or the errno of adding the
 * memory.
 */
export function kmem_probe_one_range(k: Kernel, name: string): number {
  const device = to_dev_dax(k, name);
  const [range] = device.ranges;
  const node = device.targetNode;
  if (range === undefined || node < 0) {
    const region = format_resource(range ?? { start: 0, end: 0 });
    dev_warn(k, log(k, name), `rejecting DAX region ${region} with invalid node: ${node}`);
    return -ERRNO.EINVAL;
  }
  const { start, size } = trimmed(range, k.state.mm.blockSize);
  const id = size > 0 ? request_ram_region(k, name, { start, end: start + size - 1 }) : null;
  if (id === null) {
    const where = `[${address(start)}-${address(start + size)}]`;
    dev_warn(k, log(k, name), `could not reserve region ${where}`);
    return -ERRNO.EBUSY;
  }
  const rc = add_memory(k, node, start, size);
  if (rc === 0) device.kmem = [id];
  else if (k.has('kmem-hot-remove')) release_resource(k, id);
  return rc;
}

/** Removes the memory where the release supports it; otherwise its addresses stay reserved. */
export function kmem_remove_one_range(k: Kernel, name: string): void {
  const device = to_dev_dax(k, name);
  const [id] = device.kmem;
  if (id == null || !k.has('kmem-hot-remove')) return;
  const claim = resource(k, id);
  if (remove_memory(k, claim.start, rangeSize(claim)) !== 0) {
    const text = `DAX region ${asRam(claim)} cannot be hotremoved until the next reboot`;
    dev_err(k, log(k, name), text);
    return;
  }
  remove_resource(k, id);
  device.kmem = [];
}
