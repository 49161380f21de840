/**
 * Online and offline requests for memory block devices: models memory_subsys_online() and its neighbours of
 * drivers/base/memory.c, all releases.
 */
import { ERRNO } from '../../../lib/errno.ts';
import type { Kernel } from '../../kernel.ts';
import {
  allow_online_pfn_range,
  type OnlineType,
  offline_pages,
  online_pages,
  zone_for_pfn_range,
} from '../../mm/memory_hotplug/online.ts';
import { shift_zone } from '../../mm/memory_hotplug/online-early.ts';
import { node_zone } from '../../mm/memory_hotplug/zones.ts';
import type { MemoryBlockState, Zone } from '../../mm/state.ts';
import { blockFrames, editBlocks, memoryBlock } from './blocks.ts';

const setBlock = (k: Kernel, id: number, block: MemoryBlockState): void =>
  editBlocks(k, { first: id, last: id }, () => block);

const TARGET_ZONES = { online: undefined, online_kernel: 'Normal', online_movable: 'Movable' } as const;

/** Zone of a block's pages after it is onlined with this type, or -EINVAL. */
function zoneToJoin(k: Kernel, id: number, type: OnlineType): Zone | number {
  const { nid, zone, group } = memoryBlock(k, id)!;
  const { frame, count } = blockFrames(k, id);
  if (!k.has('zone-at-online')) {
    if (zone === null) return -ERRNO.EINVAL;
    return shift_zone(k, { zone: node_zone(k, nid, zone), frame, count }, TARGET_ZONES[type]);
  }
  if (!allow_online_pfn_range(k, type, nid, frame, count)) return -ERRNO.EINVAL;
  return zone_for_pfn_range(k, type, nid, frame, count, group);
}

/**
 * Onlines a memory block.
 *
 * @returns 0, 1 when it is online already (device_online), or -EINVAL when its position relative to the zones
 *   forbids the type (before 4.14)
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
 * Offlines a memory block.
 *
 * @returns 0, 1 when it is offline already, -EINVAL when it has holes or lies in several zones, -EBUSY when
 *   it contains unmovable pages
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
