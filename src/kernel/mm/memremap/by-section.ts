/**
 * Device mappings by whole sections: models devm_memremap_pages of kernel/memremap.c, 4.5 to 5.2, which maps
 * all sections that a device's range touches. The check against mapping a section twice changed three times:
 * a radix tree keyed by section (4.5), one keyed by frame that misses neighbours (4.14), a check of both ends
 * (4.18).
 */

import { ERRNO } from '../../../lib/errno.ts';
import { type Range, rangeSize, widen } from '../../../lib/range.ts';
import { pieces } from '../../../lib/runs.ts';
import { alignUp, PAGE_SIZE, physToPfn } from '../../../lib/units.ts';
import { WARN_SITES } from '../../history/warn-sites.ts';
import { general_protection, page_fault, wait_for_ever } from '../../kernel/panic.ts';
import { dev_WARN, once, pr_info, WARN } from '../../kernel/printk.ts';
import { region_intersects, resource_raw } from '../../kernel/resource/resource.ts';
import { init_struct_pages } from '../../kernel/watchdog.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { hotplug_locked } from '../memory_hotplug/lock.ts';
import { markHeadless, reservesFirst } from '../memory_hotplug/whole-sections.ts';
import { move_pfn_range_to_zone, node_zone } from '../memory_hotplug/zones.ts';
import { editSections, SECTION_SIZE, sectionsOf } from '../mmzone.ts';
import type { DevPagemap } from '../state.ts';
import { add_device_memory, remove_device_memory } from './device-memory.ts';
import { pagemapDevice } from './pgmap-array.ts';
import { findLive, insertPagemap, removeAfterFailure, removePagemap } from './pgmap-lookup.ts';
import { vmem_altmap_offset } from './vmem-altmap.ts';

/** The range extended to whole sections. */
const wholeSections = (range: Range): Range => widen(range, SECTION_SIZE);

const rangeOf = (pagemap: DevPagemap): Range => pagemap.ranges[0]!;

/** Returns true, with a warning each time, if the first or last frame has a mapping (15d36fecd0bd). */
function conflicts(k: Kernel, pagemap: DevPagemap, { start, end }: Range): boolean {
  const taken = (edge: number): boolean => findLive(k, physToPfn(edge)) !== undefined;
  if (!taken(start) && !taken(end)) return false;
  const site = taken(start) ? WARN_SITES.conflictAtStart : WARN_SITES.conflictAtEnd;
  dev_WARN(k, pagemapDevice(pagemap), site, 'Conflicting mapping in same section');
  return true;
}

type SectionContent = 'free' | 'refused' | 'ram';

/** Content of the sections. Before 5.0 a range of RAM alone is not an error; nothing is mapped. */
function check_sections(k: Kernel, whole: Range, asked: Range): SectionContent {
  const found = region_intersects(k, whole.start, rangeSize(whole));
  if (found === 'disjoint') return 'free';
  if (found === 'intersects' && !k.has('memremap-ram-is-error')) return 'ram';
  const kind = found === 'mixed' ? 'mixed' : 'ram';
  const text = `devm_memremap_pages attempted on ${kind} region ${resource_raw(asked)}`;
  once(k, 'devm_memremap_pages:ram', () => WARN(k, WARN_SITES.mixedRegion, text));
  return 'refused';
}

/** First data frame of the range; `reserve` already starts at the rounded start. */
const pfn_first = (pagemap: DevPagemap): number =>
  physToPfn(rangeOf(pagemap).start) + vmem_altmap_offset(pagemap.altmap);
const pfn_end = (pagemap: DevPagemap): number => (rangeOf(pagemap).end + 1) / PAGE_SIZE;

/** Initialises the struct pages of the sections, overwriting those of another mapping in a shared section. */
function initialise(k: Kernel, pagemap: DevPagemap, whole: Range): void {
  if (!k.has('zone-at-online')) return;
  const { id, nid, altmap } = pagemap;
  const frame = physToPfn(whole.start);
  const frames = rangeSize(whole) / PAGE_SIZE;
  const sections = sectionsOf(frame, frames);
  move_pfn_range_to_zone(k, node_zone(k, nid, 'Device'), frame, frames);
  editSections(k, sections, (old) => old && { ...old, mapper: id, headless: false });
  if (reservesFirst(k, pagemap, frame)) markHeadless(k, sections.first);
  if (!k.has('memmap-init-zone-device')) return;
  const skipped = altmap === undefined ? 0 : altmap.basePfn + vmem_altmap_offset(altmap) - frame;
  pr_info(k, `${pagemap.owner} initialised, ${frames - skipped} pages in 0ms`);
}

/**
 * Maps a device's range.
 *
 * @returns 0, -ENXIO (range overlaps RAM), -EBUSY or -EEXIST (radix tree entry of another mapping), -ENOMEM
 *   (another mapping at an end, or the altmap is exhausted), -EINVAL (altmap of another range). Sections
 *   added before a failure remain.
 */
export function map_sections(k: Kernel, pagemap: DevPagemap): number {
  const range = rangeOf(pagemap);
  const whole = wholeSections(range);
  if (k.has('same-section-conflict') && conflicts(k, pagemap, whole)) return -ERRNO.ENOMEM;
  const content = check_sections(k, whole, range);
  if (content === 'refused') return -ERRNO.ENXIO;
  if (content === 'ram') {
    pagemap.ranges = [];
    return 0;
  }
  const inserted = insertPagemap(k, pagemap, range, whole);
  if (inserted.error !== 0) {
    removeAfterFailure(k, range, inserted.done);
    return inserted.error;
  }
  const error = hotplug_locked(k, () => add_device_memory(k, pagemap, whole));
  if (error !== 0) {
    removePagemap(k, range);
    return error;
  }
  initialise(k, pagemap, whole);
  init_struct_pages(k, rangeSize(range));
  return 0;
}

const __put_page = traced('__put_page', general_protection);

/** Drops the mapping's reference on each of its pages; oopses on pages that another mapping took over. */
function put_pages(k: Kernel, pagemap: DevPagemap): void {
  const [first, end] = [pfn_first(pagemap), pfn_end(pagemap)];
  if (first >= end) return;
  const span = sectionsOf(first, end - first);
  for (const { state } of pieces(k.state.mm.sections, span.first, span.last)) {
    if (state === undefined) page_fault(k);
    else if (k.has('zone-at-online') && state.mapper !== pagemap.id) __put_page(k);
  }
}

/** Size in bytes to remove on release. Before 4.16 it is the rounded size, which can be one section short. */
function releasedSize(k: Kernel, range: Range): number {
  const size = k.has('pgmap-release-span') ? rangeSize(wholeSections(range)) : rangeSize(range);
  return alignUp(size, SECTION_SIZE);
}

/** Removes a device's mapping. */
export function unmap_sections(k: Kernel, pagemap: DevPagemap): void {
  if (pagemap.ranges.length === 0) return;
  const range = rangeOf(pagemap);
  if (k.has('pgmap-page-refs')) put_pages(k, pagemap);
  if (k.has('memremap-kill-cleanup') && pfn_first(pagemap) > pfn_end(pagemap))
    wait_for_ever(k, `the references on the pages of ${pagemap.owner}, which were counted below zero`);
  const remove = (): void =>
    hotplug_locked(k, () =>
      remove_device_memory(k, pagemap, wholeSections(range).start, releasedSize(k, range)),
    );
  // The altmap is looked up while the memmap is freed, so the lookup entry must exist until then.
  if (k.has('altmap-lifetime')) remove();
  removePagemap(k, range);
  if (!k.has('altmap-lifetime')) remove();
  if (pagemap.altmap === undefined || pagemap.altmap.alloc === 0) return;
  const text = 'devm_memremap_pages_release: failed to free all reserved pages';
  once(k, 'devm_memremap_pages_release', () =>
    dev_WARN(k, pagemapDevice(pagemap), WARN_SITES.altmapReserved, text),
  );
}
