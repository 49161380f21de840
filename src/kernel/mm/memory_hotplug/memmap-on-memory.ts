/**
 * Struct pages stored in the hot-added memory itself: models the parameter memory_hotplug.memmap_on_memory and
 * mhp_supports_memmap_on_memory() of mm/memory_hotplug.c, 5.13 (e3a9d9fcc331) to 6.18.
 */
import { alignUp, isAligned, PAGE_SIZE } from '../../../lib/units.ts';
import { PMD_SIZE } from '../../arch/x86/pgtable.ts';
import { module_param } from '../../kernel/params.ts';
import { once, pr_info } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { kstrtobool } from '../../lib/kstrtox.ts';
import { STRUCT_PAGE_SIZE } from '../mmzone.ts';

/** Value of the parameter: off, on, or on with struct pages padded to whole page blocks (6.6). */
export type MemmapMode = 'N' | 'Y' | 'force';

/** Bytes of a page block (pageblock_nr_pages): one huge page. */
const PAGEBLOCK_SIZE = PMD_SIZE;

/** Parses the parameter on the command line; an invalid value leaves it off. */
export function memmap_mode(k: Kernel): MemmapMode {
  if (!k.has('memmap-on-memory')) return 'N';
  const option = module_param(k, 'memory_hotplug.memmap_on_memory');
  if (option === undefined) return 'N';
  const { value = 'y' } = option;
  if (k.has('memmap-on-memory-force') && (value === 'force' || value === 'FORCE')) return 'force';
  return kstrtobool(k, value) === true ? 'Y' : 'N';
}

/** Bytes of struct pages of one memory block. */
const memory_block_memmap_size = (k: Kernel): number => (k.state.mm.blockSize / PAGE_SIZE) * STRUCT_PAGE_SIZE;

/** Bytes at the start of a memory block that its struct pages occupy. */
const memory_block_memmap_on_memory_size = (k: Kernel): number =>
  memmap_mode(k) === 'force'
    ? alignUp(memory_block_memmap_size(k), PAGEBLOCK_SIZE)
    : memory_block_memmap_size(k);

/** Logs the padding of each memory block in mode `force`. */
export function set_memmap_mode(k: Kernel): void {
  if (memmap_mode(k) !== 'force') return;
  const waste = (memory_block_memmap_on_memory_size(k) - memory_block_memmap_size(k)) / PAGE_SIZE;
  once(k, 'set_memmap_mode', () =>
    pr_info(k, `Memory hotplug will waste ${waste} pages in each memory block`),
  );
}

/**
 * Returns true if hot-added memory can hold its own struct pages.
 *
 * @param size bytes of the range; before 6.8 (6b8f0798b85a) it must be one memory block
 */
export function mhp_supports_memmap_on_memory(k: Kernel, size: number): boolean {
  if (memmap_mode(k) === 'N') return false;
  const { blockSize } = k.state.mm;
  const reserved = memory_block_memmap_on_memory_size(k);
  if (!k.has('memmap-on-memory-blocks') && size !== blockSize) return false;
  return (
    isAligned(reserved, PAGEBLOCK_SIZE) &&
    reserved !== blockSize &&
    isAligned(memory_block_memmap_size(k), PMD_SIZE)
  );
}
