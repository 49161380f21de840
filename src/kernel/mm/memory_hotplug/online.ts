/**
 * Onlining and offlining System RAM: models this part of mm/memory_hotplug.c, releases 4.4 to 6.12. Zones
 * grow when a block is onlined (since 4.13), Normal and Movable may overlap (since 4.14). Of the unmovable
 * pages only the struct pages of boot RAM are modelled. online-early.ts has the earlier releases.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { overlaps, type Range, rangeSize } from '../../../lib/range.ts';
import { PAGE_SIZE } from '../../../lib/units.ts';
import { boot_memmap } from '../../arch/x86/init_64/vmemmap.ts';
import { module_param } from '../../kernel/params.ts';
import { walk_system_ram_range } from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { memtier_node_offline, memtier_node_online } from '../memory-tiers.ts';
import { editSections, sectionsOf } from '../mmzone.ts';
import { nodesWithMemory } from '../node-states.ts';
import type { OnlinePolicy, Zone, ZoneName } from '../state.ts';
import { build_all_zonelists } from '../zonelists.ts';
import { mhp_policy, wants_movable } from './auto-movable.ts';
import {
  move_pfn_range_to_zone,
  node_zone,
  remove_pfn_range_from_zone,
  zone_end_pfn,
  zone_intersects,
  zone_limits,
} from './zones.ts';

export type OnlineType = Exclude<OnlinePolicy, 'offline'>;

/** The zone below Movable whose span intersects the range, else Normal. */
function default_kernel_zone_for_pfn(k: Kernel, nid: number, frame: number, count: number): Zone {
  const kernelZones = zone_limits(k).map(({ name }) => node_zone(k, nid, name));
  return kernelZones.find((zone) => zone_intersects(zone, frame, count)) ?? node_zone(k, nid, 'Normal');
}

const movable_node_is_enabled = (k: Kernel): boolean => module_param(k, 'movable_node') !== undefined;

/**
 * Zone for plain `online`: the only zone whose span intersects the range, else a kernel zone, or Movable with
 * movable_node on the command line.
 */
function default_zone_for_pfn(k: Kernel, nid: number, frame: number, count: number): Zone {
  const kernelZone = default_kernel_zone_for_pfn(k, nid, frame, count);
  const movable = node_zone(k, nid, 'Movable');
  const inKernel = zone_intersects(kernelZone, frame, count);
  if (inKernel !== zone_intersects(movable, frame, count)) return inKernel ? kernelZone : movable;
  return movable_node_is_enabled(k) ? movable : kernelZone;
}

/** Returns true if a block may be onlined with this type; only 4.13 requires Normal to stay below Movable. */
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

/**
 * Zone that a block joins when it is onlined with this type. On 4.13 plain `online` takes Movable where no
 * kernel zone may grow to the block (move_pfn_range).
 */
export function zone_for_pfn_range(
  k: Kernel,
  type: OnlineType,
  nid: number,
  frame: number,
  count: number,
  group?: number,
): Zone {
  if (type === 'online_kernel') return default_kernel_zone_for_pfn(k, nid, frame, count);
  if (type === 'online_movable') return node_zone(k, nid, 'Movable');
  if (!k.has('zones-may-overlap'))
    return allow_online_pfn_range(k, 'online_kernel', nid, frame, count)
      ? default_kernel_zone_for_pfn(k, nid, frame, count)
      : node_zone(k, nid, 'Movable');
  if (k.has('auto-movable-policy') && mhp_policy(k).policy === 'auto-movable')
    return wants_movable(k, nid, count, group)
      ? node_zone(k, nid, 'Movable')
      : default_kernel_zone_for_pfn(k, nid, frame, count);
  return default_zone_for_pfn(k, nid, frame, count);
}

/** Zones that an offline block may join, the one for plain `online` first. */
export function zones_for_offline_block(
  k: Kernel,
  nid: number,
  frame: number,
  count: number,
  group?: number,
): ZoneName[] {
  const ways = k.has('zones-may-overlap')
    ? (['online', 'online_kernel', 'online_movable'] as const)
    : (['online_kernel', 'online_movable'] as const);
  const allowed = ways.filter((type) => allow_online_pfn_range(k, type, nid, frame, count));
  return [...new Set(allowed.map((type) => zone_for_pfn_range(k, type, nid, frame, count, group).name))];
}

function setOnline(k: Kernel, frame: number, count: number, online: boolean): void {
  editSections(k, sectionsOf(frame, count), (old) => old && { ...old, online });
}

/** Onlines `count` frames from `frame` into a zone, which grows by them since 4.13. */
export const online_pages = traced(
  'online_pages',
  (k: Kernel, frame: number, count: number, zone: Zone): void => {
    if (k.has('zone-at-online')) move_pfn_range_to_zone(k, zone, frame, count);
    const wasEmpty = zone.present === 0;
    const isNew = !nodesWithMemory(k).includes(zone.nid);
    setOnline(k, frame, count, true);
    zone.present += count;
    if (wasEmpty) build_all_zonelists(k);
    if (isNew) memtier_node_online(k, zone.nid);
  },
);

/** Returns true if the range overlaps the struct pages that boot allocated at the end of each node's RAM. */
function holdsBootMemmap(k: Kernel, nid: number, block: Range): boolean {
  const top = k.state.mm.memory.findLast((range) => range.nid === nid);
  if (top === undefined || !overlaps(block, top)) return false;
  const memmap = boot_memmap(k, (run) => run.nid === nid);
  return overlaps(block, { start: Math.max(top.start, top.end + 1 - memmap), end: top.end });
}

/**
 * Offlines `count` frames from `frame`.
 *
 * @returns 0, -EINVAL for a block with holes (never hot-added), -EBUSY for one that contains struct pages
 */
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
    if (zone.present === 0) {
      const leaving = k.has('offline-leaves-fallback-first') ? undefined : zone.nid;
      build_all_zonelists(k, leaving === undefined ? {} : { leaving });
    }
    if (!nodesWithMemory(k).includes(zone.nid)) memtier_node_offline(k);
    if (k.has('offline-shrinks-zones')) remove_pfn_range_from_zone(k, zone, frame, count);
    return 0;
  },
);
