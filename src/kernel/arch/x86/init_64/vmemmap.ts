/**
 * RAM available for struct pages (vmemmap_alloc_block of mm/sparse-vmemmap.c, all releases). Stands in for
 * the page allocator: all online RAM counts as free except its struct pages and the kernel image; what the
 * kernel allocates and programs use is not modelled.
 * Departs from the kernel on failure: there the sections before the failing one stay added, here the RAM for
 * the whole range is checked first and nothing is added.
 */
import { weight } from '../../../../lib/bitmap64.ts';
import { ERRNO } from '../../../../lib/errno.ts';
import { totalSize } from '../../../../lib/range.ts';
import { spanLength } from '../../../../lib/runs.ts';
import type { Kernel } from '../../../kernel.ts';
import { PAGES_PER_SECTION, STRUCT_PAGE_SIZE, subsection_memmap } from '../../../mm/mmzone.ts';
import type { SectionRun } from '../../../mm/state.ts';
import { traced } from '../../../trace.ts';
import { kernel_image_size } from '../kernel-image.ts';

/** Bytes of struct pages for one section. */
export const MEMMAP_PER_SECTION = PAGES_PER_SECTION * STRUCT_PAGE_SIZE;

/** Bytes of online RAM. */
function onlineRam(k: Kernel): number {
  const { blockSize, blocks, memory } = k.state.mm;
  const added = blocks.filter(({ early, state }) => !early && state === 'online');
  return totalSize(memory) + added.reduce((sum, run) => sum + spanLength(run) * blockSize, 0);
}

/** Bytes of struct pages allocated at boot for the sections that `counts` selects. */
export const boot_memmap = (k: Kernel, counts: (run: SectionRun) => boolean = () => true): number =>
  k.state.mm.sections
    .filter((run) => run.early && counts(run))
    .reduce((sum, run) => sum + spanLength(run) * MEMMAP_PER_SECTION, 0);

/** Bytes of struct pages located in online RAM. */
export const memmap_in_ram = (k: Kernel): number =>
  k.state.mm.sections.reduce((sum, run) => {
    if (run.memmap === 'altmap' || (run.memmap === 'self-hosted' && !run.online)) return sum;
    const each =
      run.memmap === 'ram-base' ? weight(run.map) * subsection_memmap(run.compound) : MEMMAP_PER_SECTION;
    return sum + spanLength(run) * each;
  }, 0);

/** Bytes of RAM available for struct pages. */
export const memmap_room = (k: Kernel): number =>
  Math.max(0, onlineRam(k) - kernel_image_size(k.state.release) - memmap_in_ram(k));

/**
 * Checks the available RAM before struct pages are created.
 *
 * @param wanted bytes of struct pages to place in RAM
 * @returns 0, or -ENOMEM when less RAM is available
 */
export const vmemmap_populate = traced(
  'vmemmap_populate',
  (k: Kernel, wanted: number): number => (wanted <= memmap_room(k) ? 0 : -ERRNO.ENOMEM),
  (wanted) => `${wanted} bytes in RAM`,
);
