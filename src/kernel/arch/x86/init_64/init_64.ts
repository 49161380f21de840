/**
 * Models the memory hotplug part of arch/x86/mm/init_64.c, releases 4.4 to 6.12: the direct mapping (which
 * never fails here) around adding and removing struct pages, by whole sections before 5.3.
 */
import { ERRNO } from '../../../../lib/errno.ts';
import { hex, PAGE_SIZE, physToPfn } from '../../../../lib/units.ts';
import { once, WARN } from '../../../kernel/printk.ts';
import type { Kernel } from '../../../kernel.ts';
import { __add_pages, __remove_pages } from '../../../mm/memory_hotplug/pages.ts';
import { add_sections, remove_sections, touchStructPage } from '../../../mm/memory_hotplug/whole-sections.ts';
import { vmem_altmap_offset } from '../../../mm/memremap/vmem-altmap.ts';
import { physmem_end, subsection_hotplug } from '../../../mm/mmzone.ts';
import type { DevPagemap, Zone } from '../../../mm/state.ts';
import { traced } from '../../../trace.ts';
import { init_memory_mapping, kernel_physical_mapping_remove } from './direct-map.ts';

/** How a range is added (struct mhp_params, or the parameters of its day). */
export interface MhpParams {
  /** The pages belong to this device, not to RAM. */
  pagemap?: DevPagemap | undefined;
  /** Before 4.13: the zone that RAM joins at once. */
  zone?: Zone | undefined;
}

/** What is added raises the end of memory; since a 6.1.y change the pages of a device do not. */
function update_end_of_memory_vars(k: Kernel, end: number, { pagemap }: MhpParams): void {
  if (pagemap !== undefined && k.has('max-pfn-without-devices')) return;
  const { mm } = k.state;
  mm.maxPfn = Math.max(mm.maxPfn, end);
}

/** Adds struct pages as this release does; warns once when that fails. */
function addAndWarn(k: Kernel, nid: number, frame: number, count: number, params: MhpParams): number {
  const error = subsection_hotplug(k)
    ? __add_pages(k, nid, frame, count, params.pagemap?.altmap)
    : add_sections(k, nid, frame, count, params);
  if (error !== 0) once(k, 'add_pages', () => WARN(k, 'arch/x86/mm/init_64.c:978', ''));
  update_end_of_memory_vars(k, frame + count, params);
  return error;
}

/**
 * Gives frames struct pages, without a direct mapping of them: 0 or a negative errno. What is added for a
 * device that the CPU cannot reach stops here.
 */
export const add_pages = traced(
  'add_pages',
  (k: Kernel, nid: number, frame: number, count: number, params: MhpParams): number => {
    const end = (frame + count) * PAGE_SIZE;
    if (k.has('hotplug-within-direct-map') && end - 1 > physmem_end(k)) {
      once(k, 'add_pages:PHYSMEM_END', () => WARN(k, 'arch/x86/mm/init_64.c:974', ''));
      return -ERRNO.ERANGE;
    }
    return addAndWarn(k, nid, frame, count, params);
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
  (k: Kernel, nid: number, start: number, size: number, params: MhpParams): number => {
    if (!subsection_hotplug(k)) init_memory_mapping(k, start, size);
    const add = k.has('add-pages-helper') ? add_pages : addAndWarn;
    return add(k, nid, physToPfn(start), physToPfn(size), params);
  },
  (nid, start, size) => `nid ${nid} ${hex(start)} + ${hex(size)}`,
);

/**
 * Takes struct pages away that have no direct mapping.
 *
 * @param start physical address in bytes
 * @param size bytes
 */
export function remove_pages(k: Kernel, start: number, size: number, pagemap: DevPagemap): void {
  if (subsection_hotplug(k)) __remove_pages(k, physToPfn(start), physToPfn(size), pagemap.altmap);
  else remove_sections(k, physToPfn(start), physToPfn(size), pagemap);
}

/**
 * Takes the struct pages and the mapping of a range away.
 *
 * @param start physical address in bytes
 * @param size bytes
 * @param pagemap the device that lets go; undefined for RAM
 */
export const arch_remove_memory = traced(
  'arch_remove_memory',
  (k: Kernel, start: number, size: number, pagemap: DevPagemap | undefined): void => {
    const [frame, count] = [physToPfn(start), physToPfn(size)];
    if (subsection_hotplug(k)) {
      __remove_pages(k, frame, count, pagemap?.altmap);
      return;
    }
    touchStructPage(k, frame + vmem_altmap_offset(pagemap?.altmap));
    remove_sections(k, frame, count, pagemap);
    kernel_physical_mapping_remove(k, start, size);
  },
  (start, size) => `${hex(start)} + ${hex(size)}`,
);
