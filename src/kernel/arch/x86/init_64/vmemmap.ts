/**
 * How much RAM is left for struct pages (vmemmap_alloc_block of mm/sparse-vmemmap.c, all releases). A coarse
 * stand-in for the page allocator: all RAM that is online counts as free, but for the struct pages in it;
 * kernel and programs take nothing. Departs from the kernel in what a want of RAM leaves behind: there the
 * sections before the one that failed stay added, here all of a range is asked for at once, and nothing is
 * added.
 */
import type { Bitmap64 } from '../../../../lib/bitmap64.ts';
import { ERRNO } from '../../../../lib/errno.ts';
import { totalSize } from '../../../../lib/range.ts';
import { spanLength } from '../../../../lib/runs.ts';
import type { Kernel } from '../../../kernel.ts';
import { PAGES_PER_SECTION, PAGES_PER_SUBSECTION, STRUCT_PAGE_SIZE } from '../../../mm/mmzone.ts';
import type { SectionRun } from '../../../mm/state.ts';
import { traced } from '../../../trace.ts';

/** Bytes of struct pages for one section. */
export const MEMMAP_PER_SECTION = PAGES_PER_SECTION * STRUCT_PAGE_SIZE;
const MEMMAP_PER_SUBSECTION = PAGES_PER_SUBSECTION * STRUCT_PAGE_SIZE;

const bits = (word: number): number => word.toString(2).replaceAll('0', '').length;
const active = ({ lo, hi }: Bitmap64): number => bits(lo) + bits(hi);

/** Bytes of RAM that is online. */
function onlineRam(k: Kernel): number {
  const { blockSize, blocks, memory } = k.state.mm;
  const added = blocks.filter(({ early, state }) => !early && state === 'online');
  return totalSize(memory) + added.reduce((sum, run) => sum + spanLength(run) * blockSize, 0);
}

/** Bytes of struct pages that boot made for the sections that `counts` picks. */
export const boot_memmap = (k: Kernel, counts: (run: SectionRun) => boolean = () => true): number =>
  k.state.mm.sections
    .filter((run) => run.early && counts(run))
    .reduce((sum, run) => sum + spanLength(run) * MEMMAP_PER_SECTION, 0);

/** Bytes of struct pages in RAM. */
export const memmap_in_ram = (k: Kernel): number =>
  k.state.mm.sections.reduce((sum, run) => {
    if (run.memmap === 'altmap') return sum;
    const each = run.memmap === 'ram-base' ? active(run.map) * MEMMAP_PER_SUBSECTION : MEMMAP_PER_SECTION;
    return sum + spanLength(run) * each;
  }, 0);

/** Bytes of RAM that struct pages may still take. */
export const memmap_room = (k: Kernel): number => Math.max(0, onlineRam(k) - memmap_in_ram(k));

/**
 * Asks for RAM for struct pages before any are made.
 *
 * @param wanted bytes of struct pages that go to RAM
 * @returns 0, or -ENOMEM when there is not so much RAM
 */
export const vmemmap_populate = traced(
  'vmemmap_populate',
  (k: Kernel, wanted: number): number => (wanted <= memmap_room(k) ? 0 : -ERRNO.ENOMEM),
  (wanted) => `${wanted} bytes in RAM`,
);
