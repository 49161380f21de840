/**
 * Size of memory blocks, the unit of onlining and offlining: models probe_memory_block_size() of
 * arch/x86/mm/init_64.c, 4.4 on. It has five successive rules; below 64 GiB each of them yields one section.
 */
import { totalSize } from '../../../../lib/range.ts';
import { GiB, MiB, PAGE_SIZE } from '../../../../lib/units.ts';
import { pr_debug, pr_info } from '../../../kernel/printk.ts';
import type { Kernel } from '../../../kernel.ts';
import { SECTION_SIZE } from '../../../mm/mmzone.ts';

/** Amount of RAM in bytes from which blocks may exceed a section. */
const MEM_SIZE_FOR_LARGE_BLOCK = 64 * GiB;
const MAX_BLOCK_SIZE = 2 * GiB;

/** The largest block size, at most `limit`, that divides the end of RAM. */
function largest_divisor(bootMemEnd: number, limit = MAX_BLOCK_SIZE): number {
  let size = limit;
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

/**
 * The largest power of two that the start and size of every CXL window are a multiple of; undefined without
 * windows. acpi_parse_cfmws() of drivers/acpi/numa/srat.c advises it, which numa=off leaves out.
 */
function memory_block_advised_max_size(k: Kernel): number | undefined {
  const windows = k.firmware.platform.cxl?.windows ?? [];
  if (windows.length === 0 || k.state.mm.numaOff === true) return undefined;
  let size = MAX_BLOCK_SIZE;
  const fits = (value: number): boolean => value % size === 0;
  while (size > SECTION_SIZE && !windows.every((window) => fits(window.start) && fits(window.size)))
    size /= 2;
  return size;
}

/** Size of a memory block in bytes, for boot RAM that ends at `bootMemEnd`. */
function probe_memory_block_size(k: Kernel, bootMemEnd: number, hypervisor: boolean): number {
  if (!k.has('large-memory-blocks-by-end')) return by_amount(k, bootMemEnd);
  if (!k.has('memory-block-size-probe')) return section_or_max(bootMemEnd);
  const advised = k.has('block-size-by-windows') ? memory_block_advised_max_size(k) : undefined;
  if (advised !== undefined)
    return bootMemEnd < MEM_SIZE_FOR_LARGE_BLOCK ? SECTION_SIZE : largest_divisor(bootMemEnd, advised);
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
