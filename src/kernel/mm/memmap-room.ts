/**
 * How much RAM is left for struct pages (vmemmap_alloc_block of mm/sparse-vmemmap.c, all releases). A coarse
 * stand-in for the page allocator: all RAM that is online counts as free, but for the struct pages in it;
 * kernel and programs take nothing. Departs from the kernel in what a want of RAM leaves behind: there the
 * sections before the one that failed stay added, here all of a range is asked for at once, and nothing is
 * added.
 */
import type { Bitmap64 } from '../../lib/bitmap64.ts';
import { ERRNO } from '../../lib/errno.ts';
import { rangeSize } from '../../lib/range.ts';
import { MiB } from '../../lib/units.ts';
import type { Kernel } from '../kernel.ts';
import { traced } from '../trace.ts';
import type { SectionRun } from './state.ts';

/** Bytes of one struct page. */
export const STRUCT_PAGE_SIZE = 64;
/** Bytes of struct pages for one section, and for one sub-section. */
const PER_SECTION = 2 * MiB;
const PER_SUBSECTION = PER_SECTION / 64;

const bits = (word: number): number => word.toString(2).replaceAll('0', '').length;
const active = ({ lo, hi }: Bitmap64): number => bits(lo) + bits(hi);

const sectionsIn = ({ first, last }: SectionRun): number => last - first + 1;

/** Bytes of RAM that is online. */
function onlineRam(k: Kernel): number {
  const { blockSize, blocks, memory } = k.state.mm;
  const added = blocks.filter(({ early, state }) => !early && state === 'online');
  return (
    memory.reduce((sum, range) => sum + rangeSize(range), 0) +
    added.reduce((sum, { first, last }) => sum + (last - first + 1) * blockSize, 0)
  );
}

/** Bytes of struct pages in RAM. */
export const memmap_in_ram = (k: Kernel): number =>
  k.state.mm.sections.reduce((sum, run) => {
    if (run.memmap === 'altmap') return sum;
    const each = run.memmap === 'ram-base' ? active(run.map) * PER_SUBSECTION : PER_SECTION;
    return sum + sectionsIn(run) * each;
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
