/**
 * The claim on addresses under which a dax device becomes System RAM: the part of drivers/dax/kmem.c that is
 * the same from 5.1 to 6.15.
 */
import { type Range, rangeSize } from '../../lib/range.ts';
import { request_mem_region } from '../kernel/resource/resource.ts';
import { resource } from '../kernel/resource/tree.ts';
import type { Kernel } from '../kernel.ts';

/** The name under which the memory appears in /proc/iomem since 5.8, so that kexec leaves it alone. */
export const KMEM_NAME = 'System RAM (kmem)';

/** Claims a range for a device; the id of the resource, or null when somebody has a part of it. */
export function claim_for_ram(k: Kernel, device: string, range: Range): number | null {
  const id = request_mem_region(k, range.start, rangeSize(range), device);
  if (id === null) return null;
  // Not busy, so that the memory itself can be a child; flagged as RAM, so that it may be added at all.
  Object.assign(resource(k, id), { busy: false, systemRam: true, desc: 'none' });
  return id;
}
