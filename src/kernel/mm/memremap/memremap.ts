/**
 * Struct pages for device memory: models mm/memremap.c, 5.3 (sub-sections) to 6.12. Page references are not
 * modelled, which nothing pins here. by-section.ts and exact.ts have earlier releases.
 */

import { ERRNO } from '../../../lib/errno.ts';
import { type Range, rangeSize } from '../../../lib/range.ts';
import { hex, PAGE_SIZE, physToPfn } from '../../../lib/units.ts';
import { numa_mem_id } from '../../arch/x86/numa/nodes.ts';
import { shareWithDevice } from '../../base/memory/blocks.ts';
import { WARN_SITES } from '../../history/warn-sites.ts';
import { dev_WARN, once, pr_info, WARN } from '../../kernel/printk.ts';
import { region_intersects, resource_raw } from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { mhp_range_allowed } from '../memory_hotplug/pages.ts';
import { move_pfn_range_to_zone, node_zone, remove_pfn_range_from_zone } from '../memory_hotplug/zones.ts';
import { SUBSECTION_SIZE, subsection_hotplug } from '../mmzone.ts';
import type { DevPagemap, PagemapType, VmemAltmap } from '../state.ts';
import { map_sections, unmap_sections } from './by-section.ts';
import { add_device_memory, remove_device_memory } from './device-memory.ts';
import { map_exact, unmap_exact } from './exact.ts';
import {
  deletePagemap,
  get_dev_pagemap,
  pagemapDevice,
  pagemapOf,
  pgmap_array_delete,
  pgmap_array_store,
} from './pgmap-array.ts';
import { vmem_altmap_offset } from './vmem-altmap.ts';

/** Alignment in bytes of the start and the end of a mapping on x86. */
export const memremap_compat_align = (): number => SUBSECTION_SIZE;

/** Returns true, with a warning, if either end of the range belongs to a page map. */
function conflicts(k: Kernel, pagemap: DevPagemap, range: Range): boolean {
  const text = 'Conflicting mapping in same section';
  const taken = (address: number): boolean => get_dev_pagemap(k, physToPfn(address)) !== undefined;
  if (!taken(range.start) && !taken(range.end)) return false;
  const site = taken(range.start) ? WARN_SITES.firstFrameMapped : WARN_SITES.lastFrameMapped;
  if (k.has('memremap-pages')) WARN(k, site, text);
  else dev_WARN(k, pagemapDevice(pagemap), site, text);
  return true;
}

/** Function and range as the warning about RAM prints them. */
function attempted(k: Kernel, kind: string, range: Range): string {
  if (k.has('pagemap-ranges')) return `attempted on ${kind} region ${hex(range.start)}-${hex(range.end)}`;
  const name = k.has('memremap-pages') ? 'memremap_pages' : 'devm_memremap_pages';
  return `${name} attempted on ${kind} region ${resource_raw(range)}`;
}

/** Returns true, with a warning once per boot, if the range intersects System RAM. */
function intersects_ram(k: Kernel, range: Range): boolean {
  const found = region_intersects(k, range.start, rangeSize(range));
  if (found === 'disjoint') return false;
  const text = attempted(k, found === 'mixed' ? 'mixed' : 'ram', range);
  once(k, 'pagemap_range:ram', () => WARN(k, WARN_SITES.attemptedOn, text));
  return true;
}

/** Logs the number of initialised struct pages: those of the data, without the altmap's. */
function memmap_init_zone_device(k: Kernel, { altmap, owner }: DevPagemap, range: Range): void {
  if (k.has('memmap-init-line-debug')) return;
  const first = altmap === undefined ? physToPfn(range.start) : altmap.basePfn + vmem_altmap_offset(altmap);
  const pages = (range.end + 1) / PAGE_SIZE - first;
  const named = k.has('memmap-init-line-by-function');
  const subject = named ? 'memmap_init_zone_device initialised' : `${owner} initialised,`;
  pr_info(k, `${subject} ${pages} pages in 0ms`);
}

/** Maps one range. Returns 0 or a negative errno. */
function map_range(k: Kernel, pagemap: DevPagemap, range: Range): number {
  const { id, nid, altmap } = pagemap;
  if (altmap !== undefined && range !== pagemap.ranges[0]) {
    once(k, 'pagemap_range:altmap', () =>
      WARN(k, WARN_SITES.altmapForRanges, 'altmap not supported for multiple ranges'),
    );
    return -ERRNO.EINVAL;
  }
  if (conflicts(k, pagemap, range)) return -ERRNO.ENOMEM;
  if (intersects_ram(k, range)) return -ERRNO.ENXIO;
  // xa_store_range() refuses a range that ends before it starts.
  if (range.end < range.start) return -ERRNO.EINVAL;
  pgmap_array_store(k, range, id);
  const allowed = !k.has('mhp-range-allowed') || mhp_range_allowed(k, range.start, rangeSize(range));
  const error = allowed ? add_device_memory(k, pagemap, range) : -ERRNO.EINVAL;
  if (error !== 0) {
    pgmap_array_delete(k, range);
    return error;
  }
  const zone = node_zone(k, nid, 'Device');
  move_pfn_range_to_zone(k, zone, physToPfn(range.start), physToPfn(rangeSize(range)));
  shareWithDevice(k, physToPfn(range.start) + (altmap?.reserve ?? 0), physToPfn(range.end + 1));
  memmap_init_zone_device(k, pagemap, range);
  return 0;
}

const pagemap_range = traced(
  'pagemap_range',
  map_range,
  (_pagemap, range) => `${hex(range.start)}-${hex(range.end)}`,
);

const pageunmap_range = traced('pageunmap_range', (k: Kernel, pagemap: DevPagemap, range: Range): void => {
  const zone = node_zone(k, pagemap.nid, 'Device');
  remove_pfn_range_from_zone(k, zone, physToPfn(range.start), physToPfn(rangeSize(range)));
  remove_device_memory(k, pagemap, range.start, rangeSize(range));
  pgmap_array_delete(k, range);
});

/** Unmaps the first `count` ranges of a page map. */
function unmap_ranges(k: Kernel, pagemap: DevPagemap, count: number): void {
  for (const range of pagemap.ranges.slice(0, count)) pageunmap_range(k, pagemap, range);
  if (pagemap.altmap !== undefined && pagemap.altmap.alloc !== 0)
    once(k, 'memunmap_pages', () => WARN(k, WARN_SITES.altmapInUse, 'failed to free all reserved pages'));
}

/** Maps all ranges, or none. */
function map_ranges(k: Kernel, pagemap: DevPagemap): number {
  if (pagemap.ranges.length === 0) {
    once(k, 'memremap_pages', () => WARN(k, WARN_SITES.noRanges, 'nr_range must be specified'));
    return -ERRNO.EINVAL;
  }
  const map = k.has('pagemap-ranges') ? pagemap_range : map_range;
  for (const [done, range] of pagemap.ranges.entries()) {
    const error = map(k, pagemap, range);
    if (error !== 0) {
      unmap_ranges(k, pagemap, done);
      return error;
    }
  }
  return 0;
}

/** Argument of memremap_pages (struct dev_pagemap before it is mapped). */
export interface PagemapRequest {
  /** Device that owns the mapping, `pfn0.0`. */
  owner: string;
  type: PagemapType;
  /** Byte ranges, ends inclusive; at most one with an altmap. */
  ranges: Range[];
  altmap?: VmemAltmap | undefined;
  /** Bytes of a compound page (vmemmap_shift); absent for base pages. */
  compound?: number | undefined;
}

/** Map and unmap functions of the running release. */
interface Mapper {
  map(k: Kernel, pagemap: DevPagemap): number;
  unmap(k: Kernel, pagemap: DevPagemap): void;
}

const RELEASE = 'devm_memremap_pages_release';
const unmap_all = (k: Kernel, pagemap: DevPagemap): void => unmap_ranges(k, pagemap, pagemap.ranges.length);

/** Mapping by ranges; since 5.4 with function names of its own. */
const RANGES: Mapper = {
  map: traced('memremap_pages', map_ranges, ({ owner, ranges }) =>
    [owner, ...ranges.map(({ start, end }) => `${hex(start)}-${hex(end)}`)].join(' '),
  ),
  unmap: traced('memunmap_pages', unmap_all),
};
const FIRST_RANGES: Mapper = { map: map_ranges, unmap: traced(RELEASE, unmap_all) };
const SECTIONS: Mapper = { map: map_sections, unmap: traced(RELEASE, unmap_sections) };
const EXACT: Mapper = { map: map_exact, unmap: traced(RELEASE, unmap_exact) };

function mapperOf(k: Kernel): Mapper {
  if (subsection_hotplug(k)) return k.has('memremap-pages') ? RANGES : FIRST_RANGES;
  return k.has('memremap-section-rounding') ? SECTIONS : EXACT;
}

/**
 * Creates struct pages for the ranges of a device in its node's Device zone.
 *
 * @param nid the device's node, -1 for that of the CPU
 * @param driver name of the device's driver, for the log
 * @returns the page map's id (positive), or -EINVAL, -ENOMEM (range overlaps another page map, or the altmap
 *   is exhausted), -ENXIO (range overlaps System RAM), -EEXIST (a sub-section is in use; from 4.16 to 4.19
 *   range overlaps another page map), before 4.16 -EBUSY (range overlaps another page map). Sections added
 *   before a failure remain, as in the kernel.
 */
export function memremap_pages(k: Kernel, request: PagemapRequest, nid: number, driver: string): number {
  const { mm } = k.state;
  const { owner, type, ranges, altmap, compound } = request;
  const id = mm.nextPagemap++;
  const pagemap: DevPagemap = { id, owner, driver, type, ranges, nid: nid < 0 ? numa_mem_id(k) : nid };
  if (altmap !== undefined) pagemap.altmap = altmap;
  if (compound !== undefined && k.has('vmemmap-dedup')) pagemap.compound = compound;
  mm.pagemaps[id] = pagemap;
  const error = mapperOf(k).map(k, pagemap);
  if (error === 0) return id;
  deletePagemap(k, id);
  return error;
}

/**
 * Removes the struct pages of a page map; throws RangeError for an unknown id.
 *
 * @param id result of memremap_pages
 */
export function memunmap_pages(k: Kernel, id: number): void {
  const pagemap = pagemapOf(k, id);
  if (pagemap === undefined) throw new RangeError(`no page map ${id}`);
  mapperOf(k).unmap(k, pagemap);
  deletePagemap(k, id);
}
