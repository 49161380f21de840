/**
 * `removable` of a memory block, a hint that offlining may succeed: models show_mem_removable() of
 * drivers/base/memory.c. Before 5.7 it depends on the location of unmovable pages, which is approximated: the
 * struct pages that boot allocated at the top of RAM, and other boot allocations below them.
 */
import { rangeSize, totalSize } from '../../../lib/range.ts';
import { alignDown, MiB, PAGE_SIZE } from '../../../lib/units.ts';
import { boot_memmap } from '../../arch/x86/init_64/vmemmap.ts';
import { walk_system_ram_range } from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import { blockFrames, memoryBlock } from './blocks.ts';

/** Boot allocations of a small kernel besides struct pages, in bytes. */
const BOOT_ALLOCATIONS = 64 * MiB;
const LIMIT_4G = 2 ** 32;

/** First byte after boot RAM, and the size in bytes of the struct pages below it. */
const topOfRam = (k: Kernel): { end: number; memmap: number } => ({
  end: (k.state.mm.memory.at(-1)?.end ?? -1) + 1,
  memmap: boot_memmap(k),
});

const blockOf = (k: Kernel, address: number): number => Math.floor(address / k.state.mm.blockSize);

/**
 * Before 4.15 the migrate type of page blocks decides; only the blocks of the first boot allocations are not
 * removable.
 */
const by_migratetype = (k: Kernel, id: number): boolean => {
  const { end, memmap } = topOfRam(k);
  return id !== 0 && id !== blockOf(k, end - memmap - 1) && memoryBlock(k, id)!.zone !== null;
};

/**
 * All pages are checked: holes and boot allocations, at the top of RAM and at the top of RAM below 4 GiB, are
 * not removable.
 */
function by_pages(k: Kernel, id: number): boolean {
  const { frame, count } = blockFrames(k, id);
  const range = { start: frame * PAGE_SIZE, end: (frame + count) * PAGE_SIZE - 1 };
  const ram = totalSize(walk_system_ram_range(k, range));
  if (id === 0 || ram !== rangeSize(range)) return false;
  const { end, memmap } = topOfRam(k);
  const low = k.state.mm.memory.findLast((part) => part.end < LIMIT_4G)?.end ?? 0;
  if (id === blockOf(k, low)) return false;
  const busy = alignDown(end - memmap - BOOT_ALLOCATIONS, MiB);
  return range.end < busy || range.start >= end;
}

/** `removable` of a memory block; true for an offline block. */
export function removable(k: Kernel, id: number): boolean {
  if (k.has('removable-always-1') || memoryBlock(k, id)!.state === 'offline') return true;
  return k.has('removable-by-pages') ? by_pages(k, id) : by_migratetype(k, id);
}
