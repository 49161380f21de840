/**
 * Models the memory hotplug part of arch/x86/mm/init_64.c, releases 5.3 to 6.12: the direct mapping (which
 * never fails here) around __add_pages and __remove_pages.
 */
import { ERRNO } from '../../lib/errno.ts';
import { hex, PAGE_SIZE, pfn, physToPfn } from '../../lib/units.ts';
import type { Kernel } from '../kernel.ts';
import { once, WARN } from '../printk.ts';
import { traced } from '../trace.ts';
import { __add_pages, __remove_pages, type MhpParams } from './hotplug-pages.ts';
import type { VmemAltmap } from './state.ts';

/** Hot-added RAM raises the end of memory; the pages of a device do not (a 6.1.y change, in 6.12 too). */
function update_end_of_memory_vars(k: Kernel, end: number): void {
  const { mm } = k.state;
  mm.maxPfn = pfn(Math.max(mm.maxPfn, end));
}

export const add_pages = traced(
  'add_pages',
  (k: Kernel, nid: number, frame: number, count: number, params: MhpParams): number => {
    if ((frame + count) * PAGE_SIZE > 2 ** k.state.mm.physBits) {
      once(k, 'add_pages:PHYSMEM_END', () => WARN(k, 'arch/x86/mm/init_64.c:974', ''));
      return -ERRNO.ERANGE;
    }
    const error = __add_pages(k, nid, frame, count, params);
    if (error !== 0) once(k, 'add_pages', () => WARN(k, 'arch/x86/mm/init_64.c:978', ''));
    if (!params.device) update_end_of_memory_vars(k, frame + count);
    return error;
  },
);

/**
 * Maps a range and gives it struct pages.
 *
 * @param start physical address in bytes
 * @param size bytes
 * @returns 0 or a negative errno; what a failing call added is not undone
 */
export const arch_add_memory = traced(
  'arch_add_memory',
  (k: Kernel, nid: number, start: number, size: number, params: MhpParams): number =>
    add_pages(k, nid, physToPfn(start), physToPfn(size), params),
  (nid, start, size) => `nid ${nid} ${hex(start)} + ${hex(size)}`,
);

/** Takes the struct pages and the mapping of a range away. */
export const arch_remove_memory = traced(
  'arch_remove_memory',
  (k: Kernel, start: number, size: number, altmap: VmemAltmap | undefined): void =>
    __remove_pages(k, physToPfn(start), physToPfn(size), altmap),
  (start, size) => `${hex(start)} + ${hex(size)}`,
);
