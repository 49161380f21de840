/**
 * Size of memory blocks, the unit of onlining and offlining: models probe_memory_block_size() of
 * arch/x86/mm/init_64.c, releases 4.4 to 6.12. It has four successive rules; below 64 GiB each of them yields
 * one section.
 */
import { totalSize } from '../../../../lib/range.ts';
import { GiB, MiB, PAGE_SIZE } from '../../../../lib/units.ts';
import { pr_debug, pr_info } from '../../../kernel/printk.ts';
import type { Kernel } from '../../../kernel.ts';
import { SECTION_SIZE } from '../../../mm/mmzone.ts';

/** Amount of RAM in bytes from which blocks may exceed a section. */
const MEM_SIZE_FOR_LARGE_BLOCK = 64 * GiB;
const MAX_BLOCK_SIZE = 2 * GiB;

/** The largest block size that divides the end of RAM. */
function largest_divisor(bootMemEnd: number): number {
  let size = MAX_BLOCK_SIZE;
  while (size > SECTION_SIZE && bootMemEnd % size !== 0) size /= 2;
  return size;
}

/** Before 4.9: the amount of RAM is checked before its end address. */
const by_amount = (k: Kernel, bootMemEnd: number): number =>
  totalSize(k.state.mm.memory) >= MEM_SIZE_FOR_LARGE_BLOCK ? MAX_BLOCK_SIZE : by_end(bootMemEnd);

const by_end = (bootMemEnd: number): number =>
  bootMemEnd < MEM_SIZE_FOR_LARGE_BLOCK ? SECTION_SIZE : largest_divisor(bootMemEnd);

/** 4.9 to 4.17: either one section or the maximum. */
const section_or_max = (bootMemEnd: number): number =>
  bootMemEnd < MEM_SIZE_FOR_LARGE_BLOCK ? SECTION_SIZE : MAX_BLOCK_SIZE;

/** Size of a memory block in bytes, for boot RAM that ends at `bootMemEnd`. */
function probe_memory_block_size(k: Kernel, bootMemEnd: number, hypervisor: boolean): number {
  if (!k.has('large-memory-blocks-by-end')) return by_amount(k, bootMemEnd);
  if (!k.has('memory-block-size-probe')) return section_or_max(bootMemEnd);
  if (!hypervisor && k.has('memory-block-size-bare-metal')) return section_or_max(bootMemEnd);
  return by_end(bootMemEnd);
}

/** Sets and logs the size of memory blocks. */
export function set_memory_block_size(k: Kernel, hypervisor: boolean): void {
  const { mm } = k.state;
  mm.blockSize = probe_memory_block_size(k, mm.maxPfn * PAGE_SIZE, hypervisor);
  const size = `${mm.blockSize / MiB}MB`;
  if (k.has('large-memory-blocks-by-end')) pr_info(k, `x86/mm: Memory block size: ${size}`);
  else pr_debug(k, `memory block size : ${size}`);
}
