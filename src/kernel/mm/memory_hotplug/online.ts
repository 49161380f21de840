/**
 * The half of mm/memory_hotplug.c that takes System RAM online and offline, releases 4.4 to 6.12: zones grow
 * when a block goes online (since 4.13), Normal and Movable may overlap (since 4.14). Of the pages that
 * cannot move, only the struct pages of boot RAM are modelled. What came before is in online-early.ts.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { overlaps, type Range, rangeSize } from '../../../lib/range.ts';
import { PAGE_SIZE } from '../../../lib/units.ts';
import { boot_memmap } from '../../arch/x86/init_64/vmemmap.ts';
import { parse_args } from '../../kernel/params.ts';
import { walk_system_ram_range } from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { editSections, sectionsOf } from '../mmzone.ts';
import { build_all_zonelists } from '../page_alloc.ts';
import type { OnlinePolicy, Zone, ZoneName } from '../state.ts';
import {
  move_pfn_range_to_zone,
  node_zone,
  remove_pfn_range_from_zone,
  ZONE_LIMITS,
  zone_end_pfn,
  zone_intersects,
} from './zones.ts';

export type OnlineType = Exclude<OnlinePolicy, 'offline'>;

/** The zone below Movable that already spans a part of the range, else Normal. */
function default_kernel_zone_for_pfn(k: Kernel, nid: number, frame: number, count: number): Zone {
  const kernelZones = ZONE_LIMITS.map(({ name }) => node_zone(k, nid, name));
  return kernelZones.find((zone) => zone_intersects(zone, frame, count)) ?? node_zone(k, nid, 'Normal');
}

const movable_node_is_enabled = (k: Kernel): boolean =>
  parse_args(k.state.cmdline).some(({ name }) => name === 'movable_node');

/**
 * Where plain `online` puts a range: into the zone that alone spans a part of it, else into a kernel zone, or
 * with movable_node on the command line into Movable.
 */
function default_zone_for_pfn(k: Kernel, nid: number, frame: number, count: number): Zone {
  const kernelZone = default_kernel_zone_for_pfn(k, nid, frame, count);
  const movable = node_zone(k, nid, 'Movable');
  const inKernel = zone_intersects(kernelZone, frame, count);
  if (inKernel !== zone_intersects(movable, frame, count)) return inKernel ? kernelZone : movable;
  return movable_node_is_enabled(k) ? movable : kernelZone;
}

/** The zone that a block would join if it were onlined in this way. */
export function zone_for_pfn_range(
  k: Kernel,
  type: OnlineType,
  nid: number,
  frame: number,
  count: number,
): Zone {
  if (type === 'online_kernel') return default_kernel_zone_for_pfn(k, nid, frame, count);
  if (type === 'online_movable') return node_zone(k, nid, 'Movable');
  return default_zone_for_pfn(k, nid, frame, count);
}

/** 4.13 alone kept Normal below Movable: true when a block may be onlined in this way. */
export function allow_online_pfn_range(
  k: Kernel,
  type: OnlineType,
  nid: number,
  frame: number,
  count: number,
): boolean {
  if (k.has('zones-may-overlap') || type === 'online') return true;
  const movable = node_zone(k, nid, 'Movable');
  if (type === 'online_kernel') return movable.spanned === 0 || movable.startPfn >= frame + count;
  return zone_end_pfn(node_zone(k, nid, 'Normal')) <= frame;
}

/** The zones that an offline block may join, the one that plain `online` chooses first. */
export function zones_for_offline_block(k: Kernel, nid: number, frame: number, count: number): ZoneName[] {
  const ways = k.has('zones-may-overlap')
    ? (['online', 'online_kernel', 'online_movable'] as const)
    : (['online_kernel', 'online_movable'] as const);
  const allowed = ways.filter((type) => allow_online_pfn_range(k, type, nid, frame, count));
  return [...new Set(allowed.map((type) => zone_for_pfn_range(k, type, nid, frame, count).name))];
}

function setOnline(k: Kernel, frame: number, count: number, online: boolean): void {
  editSections(k, sectionsOf(frame, count), (old) => old && { ...old, online });
}

export const online_pages = traced(
  'online_pages',
  (k: Kernel, frame: number, count: number, zone: Zone): void => {
    if (k.has('zone-at-online')) move_pfn_range_to_zone(k, zone, frame, count);
    const wasEmpty = zone.present === 0;
    setOnline(k, frame, count, true);
    zone.present += count;
    if (wasEmpty) build_all_zonelists(k);
  },
);

/** True when a part of the range holds the struct pages that boot placed at the end of each node's RAM. */
function holdsBootMemmap(k: Kernel, nid: number, block: Range): boolean {
  const top = k.state.mm.memory.findLast((range) => range.nid === nid);
  if (top === undefined || !overlaps(block, top)) return false;
  const memmap = boot_memmap(k, (run) => run.nid === nid);
  return overlaps(block, { start: Math.max(top.start, top.end + 1 - memmap), end: top.end });
}

/** -EINVAL for a block with holes: such a block was never hot-added; -EBUSY for one with struct pages. */
export const offline_pages = traced(
  'offline_pages',
  (k: Kernel, frame: number, count: number, zone: Zone): number => {
    const block = { start: frame * PAGE_SIZE, end: (frame + count) * PAGE_SIZE - 1 };
    const ram = walk_system_ram_range(k, block).reduce(
      (sum, range) => sum + Math.floor(rangeSize(range) / PAGE_SIZE),
      0,
    );
    if (ram !== count) return -ERRNO.EINVAL;
    if (holdsBootMemmap(k, zone.nid, block)) return -ERRNO.EBUSY;
    setOnline(k, frame, count, false);
    zone.present -= count;
    if (zone.present === 0) build_all_zonelists(k);
    if (k.has('offline-shrinks-zones')) remove_pfn_range_from_zone(k, zone, frame, count);
    return 0;
  },
);
