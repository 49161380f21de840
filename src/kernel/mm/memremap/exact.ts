/**
 * Device mappings of 4.4: models devm_memremap_pages of kernel/memremap.c. The range is passed to memory
 * hotplug unchanged and its owner is not recorded. Releasing a range that does not consist of whole sections
 * hits a BUG.
 */

import { ERRNO } from '../../../lib/errno.ts';
import { rangeSize } from '../../../lib/range.ts';
import { arch_add_memory, arch_remove_memory } from '../../arch/x86/init_64/init_64.ts';
import { add_device_blocks, remove_device_blocks } from '../../base/memory/blocks.ts';
import { WARN_SITES } from '../../history/warn-sites.ts';
import { once, WARN } from '../../kernel/printk.ts';
import { region_intersects, resource_raw } from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import type { DevPagemap } from '../state.ts';

/**
 * Maps a device's range. Returns 0, -ENXIO for a range with RAM and other memory, or the errno of
 * arch_add_memory.
 */
export function map_exact(k: Kernel, pagemap: DevPagemap): number {
  const range = pagemap.ranges[0]!;
  const size = rangeSize(range);
  const found = region_intersects(k, range.start, size);
  if (found === 'mixed') {
    const text = `devm_memremap_pages attempted on mixed region ${resource_raw(range)}`;
    once(k, 'devm_memremap_pages:ram', () => WARN(k, WARN_SITES.mixedRegion, text));
    return -ERRNO.ENXIO;
  }
  if (found === 'intersects') {
    pagemap.ranges = [];
    return 0;
  }
  const error = arch_add_memory(k, pagemap.nid, range.start, size, { pagemap });
  if (error === 0) add_device_blocks(k, pagemap.nid, range.start, size);
  return error;
}

/** Removes a device's mapping. */
export function unmap_exact(k: Kernel, pagemap: DevPagemap): void {
  const range = pagemap.ranges[0];
  if (range === undefined) return;
  arch_remove_memory(k, range.start, rangeSize(range), pagemap);
  remove_device_blocks(k, range.start, rangeSize(range));
}
