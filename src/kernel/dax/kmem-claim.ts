/**
 * Address reservation of a dax device that becomes System RAM: the part of drivers/dax/kmem.c that is
 * unchanged from 5.1 to 6.18.
 */
import { type Range, rangeSize } from '../../lib/range.ts';
import { request_mem_region } from '../kernel/resource/resource.ts';
import { resource } from '../kernel/resource/tree.ts';
import type { Kernel } from '../kernel.ts';

/** Resource name of the memory in /proc/iomem since 5.8, which excludes it from kexec. */
export const KMEM_NAME = 'System RAM (kmem)';

/** Reserves a range for a device; returns the resource id, or null when a part is reserved already. */
export function request_ram_region(k: Kernel, device: string, range: Range): number | null {
  const id = request_mem_region(k, range.start, rangeSize(range), device);
  if (id === null) return null;
  // The resource is not busy, so that the memory can be its child, and has the RAM flag, so that the memory
  // can be added.
  Object.assign(resource(k, id), { busy: false, systemRam: true, desc: 'none' });
  return id;
}
