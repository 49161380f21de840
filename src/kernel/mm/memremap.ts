/**
 * Models mm/memremap.c as of 5.10 (ranges[] in dev_pagemap) to 6.12: struct pages for the memory of a
 * device. References to pages are not modelled: nobody pins them here.
 */
import { ERRNO } from '../../lib/errno.ts';
import { type Range, rangeSize } from '../../lib/range.ts';
import { hex, physToPfn } from '../../lib/units.ts';
import type { Kernel } from '../kernel.ts';
import { once, WARN } from '../printk.ts';
import { region_intersects } from '../resource.ts';
import { traced } from '../trace.ts';
import { mhp_range_allowed } from './hotplug-pages.ts';
import { arch_add_memory, arch_remove_memory } from './init_64.ts';
import { SUBSECTION_SIZE } from './mmzone.ts';
import { numa_mem_id } from './numa.ts';
import { get_dev_pagemap, pagemapIndex, pgmap_array_delete, pgmap_array_store } from './pgmap-array.ts';
import type { DevPagemap, PagemapType, VmemAltmap } from './state.ts';
import { move_pfn_range_to_zone, node_zone, remove_pfn_range_from_zone } from './zones.ts';

/** The alignment that a namespace needs so that it can be mapped at all, in bytes. */
export const memremap_compat_align = (): number => SUBSECTION_SIZE;

/** True, with its splat, when a page map answers for either end of the range. */
function conflicts(k: Kernel, range: Range): boolean {
  for (const end of [range.start, range.end])
    if (get_dev_pagemap(k, physToPfn(end)) !== undefined) {
      WARN(k, 'mm/memremap.c:190', 'Conflicting mapping in same section');
      return true;
    }
  return false;
}

/** True, with a splat once per boot, when the range meets System RAM. */
function meetsRam(k: Kernel, range: Range): boolean {
  const found = region_intersects(k, range.start, rangeSize(range));
  if (found === 'disjoint') return false;
  const kind = found === 'mixed' ? 'mixed' : 'ram';
  once(k, 'pagemap_range:ram', () =>
    WARN(k, 'mm/memremap.c:205', `attempted on ${kind} region ${hex(range.start)}-${hex(range.end)}`),
  );
  return true;
}

const pagemap_range = traced(
  'pagemap_range',
  (k: Kernel, pagemap: DevPagemap, range: Range): number => {
    const { id, nid, altmap } = pagemap;
    if (altmap !== undefined && range !== pagemap.ranges[0]) {
      once(k, 'pagemap_range:altmap', () =>
        WARN(k, 'mm/memremap.c:184', 'altmap not supported for multiple ranges'),
      );
      return -ERRNO.EINVAL;
    }
    if (conflicts(k, range)) return -ERRNO.ENOMEM;
    if (meetsRam(k, range)) return -ERRNO.ENXIO;
    pgmap_array_store(k, range, id);
    const error = mhp_range_allowed(k, range.start, rangeSize(range))
      ? arch_add_memory(k, nid, range.start, rangeSize(range), { altmap, device: true })
      : -ERRNO.EINVAL;
    if (error !== 0) {
      pgmap_array_delete(k, range);
      return error;
    }
    move_pfn_range_to_zone(
      k,
      node_zone(k, nid, 'Device'),
      physToPfn(range.start),
      physToPfn(rangeSize(range)),
    );
    return 0;
  },
  (_pagemap, range) => `${hex(range.start)}-${hex(range.end)}`,
);

const pageunmap_range = traced('pageunmap_range', (k: Kernel, pagemap: DevPagemap, range: Range): void => {
  const zone = node_zone(k, pagemap.nid, 'Device');
  remove_pfn_range_from_zone(k, zone, physToPfn(range.start), physToPfn(rangeSize(range)));
  arch_remove_memory(k, range.start, rangeSize(range), pagemap.altmap);
  pgmap_array_delete(k, range);
});

/** Undoes the first `count` ranges of a page map and forgets it. */
const unmap = traced('memunmap_pages', (k: Kernel, pagemap: DevPagemap, count: number): void => {
  for (const range of pagemap.ranges.slice(0, count)) pageunmap_range(k, pagemap, range);
  if (pagemap.altmap !== undefined && pagemap.altmap.alloc !== 0)
    once(k, 'memunmap_pages', () => WARN(k, 'mm/memremap.c:156', 'failed to free all reserved pages'));
  k.state.mm.pagemaps.splice(pagemapIndex(k, pagemap.id), 1);
});

export interface PagemapRequest {
  /** The device that maps, `pfn0.0`. */
  owner: string;
  type: PagemapType;
  /** Byte ranges, ends inclusive; an altmap allows one only. */
  ranges: Range[];
  altmap?: VmemAltmap | undefined;
}

/**
 * Gives the ranges of a device struct pages in its node's Device zone.
 *
 * @param nid the device's node, -1 for that of the CPU
 * @returns the page map's id (positive), or -EINVAL, -ENOMEM (another page map is in the way, or the
 * altmap is exhausted), -ENXIO (System RAM is in the way), -EEXIST (a sub-section is in use). Sections that
 * a failing range had added stay, as in the kernel.
 */
export const memremap_pages = traced(
  'memremap_pages',
  (k: Kernel, request: PagemapRequest, nid: number): number => {
    const { mm } = k.state;
    if (request.ranges.length === 0) {
      once(k, 'memremap_pages', () => WARN(k, 'mm/memremap.c:302', 'nr_range must be specified'));
      return -ERRNO.EINVAL;
    }
    const { owner, type, ranges, altmap } = request;
    const id = mm.nextPagemap++;
    const pagemap: DevPagemap = { id, owner, type, ranges, nid: nid < 0 ? numa_mem_id(k) : nid };
    if (altmap !== undefined) pagemap.altmap = altmap;
    mm.pagemaps.push(pagemap);
    for (const [done, range] of ranges.entries()) {
      const error = pagemap_range(k, pagemap, range);
      if (error !== 0) {
        unmap(k, pagemap, done);
        return error;
      }
    }
    return id;
  },
  (request) =>
    `${request.owner} ${request.ranges.map(({ start, end }) => `${hex(start)}-${hex(end)}`).join(' ')}`,
);

/** Takes the struct pages of a page map away; `id` is what memremap_pages returned. */
export function memunmap_pages(k: Kernel, id: number): void {
  const pagemap = k.state.mm.pagemaps[pagemapIndex(k, id)];
  if (pagemap?.id !== id) throw new RangeError(`no page map ${id}`);
  unmap(k, pagemap, pagemap.ranges.length);
}
