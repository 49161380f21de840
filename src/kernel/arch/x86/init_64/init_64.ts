/**
 * Memory hotplug of arch/x86/mm/init_64.c, releases 4.4 to 6.12: adds and removes struct pages (by whole
 * sections before 5.3) together with the direct mapping, which never fails here.
 */

import { ERRNO } from '../../../../lib/errno.ts';
import { hex, PAGE_SIZE, physToPfn } from '../../../../lib/units.ts';
import { WARN_SITES } from '../../../history/warn-sites.ts';
import { once, WARN } from '../../../kernel/printk.ts';
import type { Kernel } from '../../../kernel.ts';
import { __add_pages, __remove_pages } from '../../../mm/memory_hotplug/pages.ts';
import { add_sections, read_page_zone, remove_sections } from '../../../mm/memory_hotplug/whole-sections.ts';
import { vmem_altmap_offset } from '../../../mm/memremap/vmem-altmap.ts';
import { physmem_end, subsection_hotplug } from '../../../mm/mmzone.ts';
import type { DevPagemap, MemmapSource, Zone } from '../../../mm/state.ts';
import { traced } from '../../../trace.ts';
import { init_memory_mapping, kernel_physical_mapping_remove } from './direct-map.ts';

/** Parameters of added memory (struct mhp_params, or the function arguments of earlier releases). */
export interface MhpParams {
  /** Page map of the device that owns the pages; absent for RAM. */
  pagemap?: DevPagemap | undefined;
  /** The memory blocks hold their own struct pages (MHP_MEMMAP_ON_MEMORY). */
  selfHosted?: boolean;
  /** Before 4.13: the zone that RAM joins when it is added. */
  zone?: Zone | undefined;
}

/** Raises the end of memory; since a change of 6.1.y not for device memory. */
function update_end_of_memory_vars(k: Kernel, end: number, { pagemap }: MhpParams): void {
  if (pagemap !== undefined && k.has('max-pfn-without-devices')) return;
  const { mm } = k.state;
  mm.maxPfn = Math.max(mm.maxPfn, end);
}

/** Source of the struct pages that are added; undefined for plain RAM. */
function memmapSource({ selfHosted, pagemap }: MhpParams): MemmapSource | undefined {
  if (selfHosted) return 'self-hosted';
  if (pagemap?.altmap !== undefined || pagemap?.compound === undefined) return pagemap?.altmap;
  return { compound: pagemap.compound };
}

/** Adds struct pages by the release's granularity; warns once on failure. */
function addAndWarn(k: Kernel, nid: number, frame: number, count: number, params: MhpParams): number {
  const error = subsection_hotplug(k)
    ? __add_pages(k, nid, frame, count, memmapSource(params))
    : add_sections(k, nid, frame, count, params);
  if (error !== 0) once(k, 'add_pages', () => WARN(k, WARN_SITES.addPages, ''));
  update_end_of_memory_vars(k, frame + count, params);
  return error;
}

/**
 * Adds struct pages without a direct mapping.
 *
 * @returns 0, -ERANGE beyond the direct mapping's address range, or another negative errno
 */
export const add_pages = traced(
  'add_pages',
  (k: Kernel, nid: number, frame: number, count: number, params: MhpParams): number => {
    const end = (frame + count) * PAGE_SIZE;
    if (k.has('hotplug-within-direct-map') && end - 1 > physmem_end(k)) {
      once(k, 'add_pages:PHYSMEM_END', () => WARN(k, WARN_SITES.beyondDirectMap, ''));
      return -ERRNO.ERANGE;
    }
    return addAndWarn(k, nid, frame, count, params);
  },
);

/**
 * Adds a range to the direct mapping and creates its struct pages.
 *
 * @param start physical address in bytes
 * @param size bytes
 * @returns 0 or a negative errno; sections added before a failure remain
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
 * Removes struct pages that have no direct mapping.
 *
 * @param start physical address in bytes
 * @param size bytes
 */
export function remove_pages(k: Kernel, start: number, size: number, pagemap: DevPagemap): void {
  if (subsection_hotplug(k)) __remove_pages(k, physToPfn(start), physToPfn(size), pagemap.altmap);
  else remove_sections(k, physToPfn(start), physToPfn(size), pagemap);
}

/**
 * Removes the struct pages and the direct mapping of a range.
 *
 * @param start physical address in bytes
 * @param size bytes
 * @param pagemap page map of the owning device; undefined for RAM
 */
export const arch_remove_memory = traced(
  'arch_remove_memory',
  (k: Kernel, start: number, size: number, pagemap: DevPagemap | undefined): void => {
    const [frame, count] = [physToPfn(start), physToPfn(size)];
    if (subsection_hotplug(k)) {
      __remove_pages(k, frame, count, pagemap?.altmap);
      return;
    }
    read_page_zone(k, frame + vmem_altmap_offset(pagemap?.altmap));
    remove_sections(k, frame, count, pagemap);
    kernel_physical_mapping_remove(k, start, size);
  },
  (start, size) => `${hex(start)} + ${hex(size)}`,
);
