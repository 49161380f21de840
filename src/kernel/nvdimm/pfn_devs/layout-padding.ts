/**
 * Data offset and size of a pfn or dax device while memory hotplug works in 128 MiB sections: the arithmetic
 * of nd_pfn_init in drivers/nvdimm/pfn_devs.c, 4.5 to 5.2. An end that shares a section with RAM, later also
 * with another region, is excluded from the mapping (cfe30b872058, 4.6).
 */
import { ERRNO } from '../../../lib/errno.ts';
import { alignDown, alignUp, isAligned, KiB, PAGE_SIZE } from '../../../lib/units.ts';
import { PMD_SIZE } from '../../arch/x86/pgtable.ts';
import { region_intersects } from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import { PAGES_PER_SECTION, SECTION_SIZE, STRUCT_PAGE_SIZE } from '../../mm/mmzone.ts';
import { nd_region_conflict } from '../region_devs/conflict.ts';
import { INFO_BLOCK_ROOM } from './info-block.ts';
import type { PfnLayout, PfnLayoutRequest, PfnRefusal } from './layout.ts';

/** dax_label_reserve: space for labels, which no kernel writes. */
const DAX_LABEL_ROOM = 128 * KiB;

interface Padding {
  startPad: number;
  endTrunc: number;
}

const mixed = (k: Kernel, start: number, size: number): boolean =>
  region_intersects(k, start, size) === 'mixed';

/** Page count rounded up to whole sections, for which the page map must have entries (d5483feda85a). */
export const section_rounded = (k: Kernel, pages: number): number =>
  k.has('npfns-section-rounded') ? alignUp(pages, PAGES_PER_SECTION) : pages;

/**
 * Returns true if the first section is shared. Before 4.20 the check against RAM keeps the namespace's size
 * although it starts at the section, so it ends too early by the same amount.
 */
function start_is_shared(k: Kernel, { region, start, size }: PfnLayoutRequest): boolean {
  const down = alignDown(start, SECTION_SIZE);
  if (!k.has('pfn-padding-regions')) return mixed(k, down, size);
  const whole = start + size - down;
  return mixed(k, down, whole) || nd_region_conflict(k, region, down, whole);
}

/** Returns true if the last section is shared. */
function end_is_shared(k: Kernel, { region, start, size }: PfnLayoutRequest): boolean {
  const adjust = alignUp(start + size, SECTION_SIZE) - (start + size);
  if (mixed(k, start, size + adjust)) return true;
  if (!k.has('pfn-padding-regions')) return false;
  return nd_region_conflict(k, region, start, size + (k.has('pfn-padding-once') ? adjust : 2 * adjust));
}

/** Bytes excluded at both ends (trim_pfn_device of 4.19). */
function padding(k: Kernel, request: PfnLayoutRequest): Padding {
  const { start, size, align } = request;
  if (!k.has('pfn-padding')) return { startPad: 0, endTrunc: 0 };
  const end = start + size;
  const startPad = start_is_shared(k, request) ? alignUp(start, SECTION_SIZE) - start : 0;
  const down = alignDown(end, SECTION_SIZE);
  if (!k.has('pfn-end-alignment')) return { startPad, endTrunc: end_is_shared(k, request) ? end - down : 0 };
  const cut = !isAligned(end, align) || end_is_shared(k, request);
  return { startPad, endTrunc: cut ? end - Math.min(down, alignDown(end, align)) : 0 };
}

/** The log message about excluded bytes. */
function notice(k: Kernel, namespace: string, { startPad, endTrunc }: Padding): string | undefined {
  const bytes = startPad + endTrunc;
  const what = k.has('pfn-end-alignment') ? 'alignment' : 'section';
  return bytes === 0 ? undefined : `${namespace} ${what} collision, truncate ${bytes} bytes`;
}

/** The layout of the range between the paddings. */
function layout(
  k: Kernel,
  request: PfnLayoutRequest,
  { startPad, endTrunc }: Padding,
): PfnLayout | PfnRefusal {
  const { kind, namespace, size, mode, align } = request;
  if (mode === 'none') return { errno: -ERRNO.ENXIO };
  const unable = { errno: -ERRNO.ENXIO, message: `${namespace} unable to satisfy requested alignment` };
  const room = size - startPad - endTrunc;
  // The kernel's page count wraps around here, and no namespace can hold so many pages.
  if (room < INFO_BLOCK_ROOM)
    return { ...unable, compared: { dataoff: INFO_BLOCK_ROOM, room: Math.max(0, room), startPad, endTrunc } };
  const start = request.start + startPad;
  const pages = section_rounded(k, Math.floor((room - INFO_BLOCK_ROOM) / PAGE_SIZE));
  const labels = kind === 'dax' && !k.has('dax-label-reserve-dropped') ? DAX_LABEL_ROOM : 0;
  const pageMap = mode === 'pmem' ? STRUCT_PAGE_SIZE * pages : 0;
  // The page map occupies whole PMDs.
  const unit = mode === 'pmem' ? Math.max(align, PMD_SIZE) : align;
  const dataoff = alignUp(start + INFO_BLOCK_ROOM + pageMap + labels, unit) - start;
  if (dataoff >= room) return { ...unable, compared: { dataoff, room, startPad, endTrunc } };
  return { dataoff, npfns: Math.floor((room - dataoff) / PAGE_SIZE), startPad, endTrunc };
}

/** Splits a namespace into padding, info block, page map and data. Fails with -ENXIO. */
export function padded_layout(k: Kernel, request: PfnLayoutRequest): PfnLayout | PfnRefusal {
  const cut = padding(k, request);
  const message = notice(k, request.namespace, cut);
  return { ...layout(k, request, cut), ...(message !== undefined && { notice: message }) };
}
