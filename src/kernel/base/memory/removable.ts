/**
 * Models show_mem_removable() of drivers/base/memory.c: whether a block looks as if it could be taken
 * offline. Before 5.7 that depends on where the kernel's own pages are, which is not modelled: here they
 * are the struct pages that boot put at the top of RAM, and what boot allocated below them.
 */
import { rangeSize, totalSize } from '../../../lib/range.ts';
import { alignDown, MiB, PAGE_SIZE } from '../../../lib/units.ts';
import { boot_memmap } from '../../arch/x86/init_64/vmemmap.ts';
import { walk_system_ram_range } from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import { blockFrames, memoryBlock } from './blocks.ts';

/** What a small kernel allocates at boot beside its struct pages. */
const BOOT_ALLOCATIONS = 64 * MiB;
const LIMIT_4G = 2 ** 32;

/** First byte after boot RAM, and the bytes of struct pages that boot put below it. */
const topOfRam = (k: Kernel): { end: number; memmap: number } => ({
  end: (k.state.mm.memory.at(-1)?.end ?? -1) + 1,
  memmap: boot_memmap(k),
});

const blockOf = (k: Kernel, address: number): number => Math.floor(address / k.state.mm.blockSize);

/** Before 4.15 a page block of movable type was believed: what remains is where boot allocated first. */
const by_migratetype = (k: Kernel, id: number): boolean => {
  const { end, memmap } = topOfRam(k);
  return id !== 0 && id !== blockOf(k, end - memmap - 1) && memoryBlock(k, id)!.zone !== null;
};

/** Every page counts: holes, what boot allocated at the top of RAM, and at the top of RAM below 4 GiB. */
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

/** `removable` of a memory block: 1 for one that is offline. */
export function removable(k: Kernel, id: number): boolean {
  if (k.has('removable-always-1') || memoryBlock(k, id)!.state === 'offline') return true;
  return k.has('removable-by-pages') ? by_pages(k, id) : by_migratetype(k, id);
}
