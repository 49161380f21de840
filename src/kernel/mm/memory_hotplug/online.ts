/**
 * The half of mm/memory_hotplug.c that takes System RAM online and offline, releases 4.4 to 6.12: zones grow
 * when a block goes online (since 4.13), Normal and Movable may overlap (since 4.14). Of the pages that
 * cannot move, only the struct pages of boot RAM are modelled. What came before is in online-early.ts.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { overlaps, type Range, rangeSize } from '../../../lib/range.ts';
import { PAGE_SIZE } from '../../../lib/units.ts';
import { boot_memmap } from '../../arch/x86/init_64/vmemmap.ts';
import { blockFrames, editBlocks, memoryBlock } from '../../base/memory/blocks.ts';
import { parse_args } from '../../kernel/params.ts';
import { walk_system_ram_range } from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { editSections, sectionsOf } from '../mmzone.ts';
import { build_all_zonelists } from '../page_alloc.ts';
import type { MemoryBlockState, OnlinePolicy, Zone, ZoneName } from '../state.ts';
import { shift_zone } from './online-early.ts';
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
function zone_for_pfn_range(k: Kernel, type: OnlineType, nid: number, frame: number, count: number): Zone {
  if (type === 'online_kernel') return default_kernel_zone_for_pfn(k, nid, frame, count);
  if (type === 'online_movable') return node_zone(k, nid, 'Movable');
  return default_zone_for_pfn(k, nid, frame, count);
}

/** 4.13 alone kept Normal below Movable: true when a block may be onlined in this way. */
function allow_online_pfn_range(
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

const online_pages = traced('online_pages', (k: Kernel, frame: number, count: number, zone: Zone): void => {
  if (k.has('zone-at-online')) move_pfn_range_to_zone(k, zone, frame, count);
  const wasEmpty = zone.present === 0;
  setOnline(k, frame, count, true);
  zone.present += count;
  if (wasEmpty) build_all_zonelists(k);
});

/** True when a part of the range holds the struct pages that boot placed at the end of each node's RAM. */
function holdsBootMemmap(k: Kernel, nid: number, block: Range): boolean {
  const top = k.state.mm.memory.findLast((range) => range.nid === nid);
  if (top === undefined || !overlaps(block, top)) return false;
  const memmap = boot_memmap(k, (run) => run.nid === nid);
  return overlaps(block, { start: Math.max(top.start, top.end + 1 - memmap), end: top.end });
}

/** -EINVAL for a block with holes: such a block was never hot-added; -EBUSY for one with struct pages. */
const offline_pages = traced(
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

const setBlock = (k: Kernel, id: number, block: MemoryBlockState): void =>
  editBlocks(k, { first: id, last: id }, () => block);

const WANTED = { online: undefined, online_kernel: 'Normal', online_movable: 'Movable' } as const;

/** The zone that the pages of a block are in once it is onlined in this way, or -EINVAL. */
function zoneToJoin(k: Kernel, id: number, type: OnlineType): Zone | number {
  const { nid, zone } = memoryBlock(k, id)!;
  const { frame, count } = blockFrames(k, id);
  if (!k.has('zone-at-online')) {
    if (zone === null) return -ERRNO.EINVAL;
    return shift_zone(k, { zone: node_zone(k, nid, zone), frame, count }, WANTED[type]);
  }
  if (!allow_online_pfn_range(k, type, nid, frame, count)) return -ERRNO.EINVAL;
  return zone_for_pfn_range(k, type, nid, frame, count);
}

/**
 * Takes a memory block online.
 *
 * @returns 0, 1 when it is online already (device_online), or -EINVAL where its place among the zones
 * forbids it (before 4.14)
 */
export function memory_subsys_online(k: Kernel, id: number, type: OnlineType): number {
  const block = memoryBlock(k, id)!;
  if (block.state === 'online') return 1;
  const { frame, count } = blockFrames(k, id);
  const zone = zoneToJoin(k, id, type);
  if (typeof zone === 'number') return zone;
  online_pages(k, frame, count, zone);
  setBlock(k, id, { ...block, state: 'online', zone: zone.name });
  return 0;
}

/**
 * Takes a memory block offline.
 *
 * @returns 0, 1 when it is offline already, -EINVAL when it has holes or lies in several zones, -EBUSY when
 * it holds pages that cannot move
 */
export function memory_subsys_offline(k: Kernel, id: number): number {
  const block = memoryBlock(k, id)!;
  if (block.state === 'offline') return 1;
  if (block.zone === null) return -ERRNO.EINVAL;
  const { frame, count } = blockFrames(k, id);
  const error = offline_pages(k, frame, count, node_zone(k, block.nid, block.zone));
  const zone = k.has('zone-at-online') ? null : block.zone;
  if (error === 0) setBlock(k, id, { ...block, state: 'offline', zone });
  return error;
}
