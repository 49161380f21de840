/**
 * Step of devm_memremap_pages that depends on the memory type, 4.14 to 6.15: device-private memory gets
 * struct pages but no direct mapping.
 */
import { type Range, rangeSize } from '../../../lib/range.ts';
import { physToPfn } from '../../../lib/units.ts';
import {
  add_pages,
  arch_add_memory,
  arch_remove_memory,
  remove_pages,
} from '../../arch/x86/init_64/init_64.ts';
import type { Kernel } from '../../kernel.ts';
import type { DevPagemap } from '../state.ts';

/** Adds a range of a page map. Returns 0 or a negative errno. */
export function add_device_memory(k: Kernel, pagemap: DevPagemap, range: Range): number {
  const { nid, type } = pagemap;
  const size = rangeSize(range);
  if (type !== 'private') return arch_add_memory(k, nid, range.start, size, { pagemap });
  return add_pages(k, nid, physToPfn(range.start), physToPfn(size), { pagemap });
}

/**
 * Removes a range that add_device_memory added.
 *
 * @param start physical address in bytes
 * @param size bytes
 */
export function remove_device_memory(k: Kernel, pagemap: DevPagemap, start: number, size: number): void {
  if (pagemap.type === 'private') remove_pages(k, start, size, pagemap);
  else arch_remove_memory(k, start, size, pagemap);
}
