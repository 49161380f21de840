/**
 * Adding and removing System RAM: models this part of mm/memory_hotplug.c, releases 4.4 to 6.12. Memory
 * blocks are added offline and are removed only as whole offline blocks (5.3).
 */

import { ERRNO } from '../../../lib/errno.ts';
import { pieces } from '../../../lib/runs.ts';
import { hex, isAligned, physToPfn } from '../../../lib/units.ts';
import { max_mem_size } from '../../arch/x86/e820/params.ts';
import { arch_add_memory, arch_remove_memory } from '../../arch/x86/init_64/init_64.ts';
import { node_possible } from '../../arch/x86/numa/nodes.ts';
import { blocksOf, editBlocks } from '../../base/memory/blocks.ts';
import { memory_subsys_online } from '../../base/memory/online.ts';
import { firmware_map_add_hotplug, firmware_map_remove } from '../../firmware/memmap.ts';
import { WARN_SITES } from '../../history/warn-sites.ts';
import { pr_err, pr_warn, WARN } from '../../kernel/printk.ts';
import {
  __request_region,
  release_mem_region_adjustable,
  release_resource,
} from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { SECTION_SIZE } from '../mmzone.ts';
import type { OnlinePolicy, ZoneName } from '../state.ts';
import { build_all_zonelists } from '../zonelists.ts';
import { mhp_supports_memmap_on_memory } from './memmap-on-memory.ts';
import { zone_for_memory } from './online-early.ts';
import { mhp_range_allowed } from './pages.ts';
import { emptyZones, remove_pfn_range_from_zone } from './zones.ts';

/** Resource name of hot-added RAM that /sys/firmware/memmap lists as well. */
const SYSTEM_RAM = 'System RAM';

/** Name of added RAM in /proc/iomem, and the location of its struct pages. */
interface Managed {
  name: string;
  /** MHP_MEMMAP_ON_MEMORY. */
  selfHosted?: boolean;
  /** Id of the memory group of the blocks (MHP_NID_IS_MGID). */
  group?: number | undefined;
  /** State of its blocks; that of auto_online_blocks when absent. */
  online?: OnlinePolicy | undefined;
}

function check_hotplug_memory_range(k: Kernel, start: number, size: number): number {
  const byBlock = k.has('hotplug-block-alignment');
  const unit = byBlock ? k.state.mm.blockSize : SECTION_SIZE;
  if (size > 0 && isAligned(start, unit) && isAligned(size, unit)) return 0;
  const what = byBlock ? `Block size [${hex(unit)}] unaligned` : 'Section-unaligned';
  pr_err(k, `${what} hotplug range: start ${hex(start)}, size ${hex(size)}`);
  return -ERRNO.EINVAL;
}

function try_online_node(k: Kernel, nid: number): void {
  const { mm } = k.state;
  if (mm.nodes.includes(nid)) return;
  build_all_zonelists(k, { only: nid });
  mm.nodes = [...mm.nodes, nid].sort((a, b) => a - b);
  mm.zones = [...mm.zones, ...emptyZones(k, nid)].sort((a, b) => a.nid - b.nid);
}

/** Removes a node without spanned pages, memory blocks or CPUs. */
function try_offline_node(k: Kernel, nid: number): void {
  const { mm } = k.state;
  const used = mm.zones.some((zone) => zone.nid === nid && zone.spanned > 0);
  if (mm.cpus.some(({ node }) => node === nid) || used || mm.blocks.some((block) => block.nid === nid))
    return;
  mm.nodes = mm.nodes.filter((node) => node !== nid);
  mm.zones = mm.zones.filter((zone) => zone.nid !== nid);
}

/** Creates the memory blocks of a range; returns 0, or -EEXIST when one of them exists. */
function create_memory_block_devices(
  k: Kernel,
  nid: number,
  start: number,
  size: number,
  zone: ZoneName | null,
  group: number | undefined,
): number {
  const span = blocksOf(k, start, size);
  for (const { state } of pieces(k.state.mm.blocks, span.first, span.last))
    if (state !== undefined) return -ERRNO.EEXIST;
  editBlocks(k, span, () => ({
    state: 'offline',
    nid,
    zone,
    early: false,
    ...(group !== undefined && { group }),
  }));
  return 0;
}

/** Onlines hot-added blocks according to the policy. */
function autoOnline(k: Kernel, start: number, size: number, policy: OnlinePolicy): void {
  if (policy === 'offline') return;
  const { first, last } = blocksOf(k, start, size);
  for (let id = first; id <= last; id++) memory_subsys_online(k, id, policy);
}

const add_memory_resource = traced(
  'add_memory_resource',
  (
    k: Kernel,
    nid: number,
    start: number,
    size: number,
    { name, selfHosted, group, online }: Managed,
  ): number => {
    const misaligned = check_hotplug_memory_range(k, start, size);
    if (misaligned !== 0) return misaligned;
    if (!node_possible(k, nid)) {
      WARN(k, WARN_SITES.nodeNotPossible, `node ${nid} was absent from the node_possible_map`);
      return -ERRNO.EINVAL;
    }
    try_online_node(k, nid);
    const zone = k.has('zone-at-online') ? undefined : zone_for_memory(k, nid, physToPfn(start));
    const hosted = selfHosted === true && mhp_supports_memmap_on_memory(k, size);
    const failed = arch_add_memory(k, nid, start, size, { zone, selfHosted: hosted });
    if (failed !== 0) return failed;
    const exists = create_memory_block_devices(k, nid, start, size, zone?.name ?? null, group);
    if (exists !== 0) {
      arch_remove_memory(k, start, size, undefined);
      return exists;
    }
    if (name === SYSTEM_RAM) firmware_map_add_hotplug(k, start, start + size);
    autoOnline(k, start, size, online ?? k.state.mm.autoOnline);
    return 0;
  },
);

function add(k: Kernel, nid: number, start: number, size: number, managed: Managed): number {
  if (k.has('mhp-range-allowed') && !mhp_range_allowed(k, start, size)) return -ERRNO.E2BIG;
  if (k.has('mem-limits-hotplug') && start + size > max_mem_size(k)) return -ERRNO.E2BIG;
  const claimed = __request_region(k, start, size, managed.name, true);
  if (claimed === null) return -ERRNO.EEXIST;
  const error = add_memory_resource(k, nid, start, size, managed);
  if (error !== 0) release_resource(k, claimed);
  return error;
}

/**
 * Adds RAM that the firmware announces.
 *
 * @param start physical address in bytes
 * @param size bytes
 * @param selfHosted MHP_MEMMAP_ON_MEMORY: store the struct pages in the added memory if that is supported
 * @returns 0, -EINVAL unless the range consists of whole memory blocks (or the node is not possible), -EEXIST
 *   when the range is reserved or has blocks, -E2BIG beyond the kernel's address range or, from 5.1 to 5.6, the
 *   limit of mem=
 */
export const __add_memory = traced(
  '__add_memory',
  (k: Kernel, nid: number, start: number, size: number, selfHosted?: boolean): number =>
    add(k, nid, start, size, { name: SYSTEM_RAM, selfHosted: selfHosted === true }),
);

/**
 * Adds RAM managed by a driver (kmem); errors as of __add_memory.
 *
 * @param managed name `System RAM (kmem)`; -EINVAL for any other form
 */
export const add_memory_driver_managed = traced(
  'add_memory_driver_managed',
  (k: Kernel, nid: number, start: number, size: number, managed: Managed): number =>
    managed.name.startsWith(`${SYSTEM_RAM} (`) && managed.name.endsWith(')')
      ? add(k, nid, start, size, managed)
      : -ERRNO.EINVAL,
);

/** Returns true if every block of the range is offline; warns about the first that is not. */
function allOffline(k: Kernel, start: number, size: number): boolean {
  const { first, last } = blocksOf(k, start, size);
  const { blockSize, blocks } = k.state.mm;
  for (const { state, first: id } of pieces(blocks, first, last)) {
    if (state === undefined || state.state === 'offline') continue;
    const range = `${hex(id * blockSize, 16)}-${hex((id + 1) * blockSize - 1, 16)}`;
    pr_warn(k, `removing memory fails, because memory [${range}] is onlined`);
    return false;
  }
  return true;
}

/** Before 5.5 zones shrink when RAM is removed, not when it goes offline. */
function leaveZones(k: Kernel, nodes: ReadonlySet<number>, start: number, size: number): void {
  const ours = k.state.mm.zones.filter(({ nid, name }) => nodes.has(nid) && name !== 'Device');
  for (const zone of ours) remove_pfn_range_from_zone(k, zone, physToPfn(start), physToPfn(size));
}

/**
 * Removes RAM that was added.
 *
 * @param start physical address in bytes
 * @param size bytes, whole memory blocks
 * @returns 0, or -EBUSY while a block of it is online
 */
function try_remove_memory(k: Kernel, start: number, size: number): number {
  if (!allOffline(k, start, size)) return -ERRNO.EBUSY;
  const span = blocksOf(k, start, size);
  const nodes = new Set(
    [...pieces(k.state.mm.blocks, span.first, span.last)].flatMap(({ state }) => state?.nid ?? []),
  );
  if (!k.has('offline-shrinks-zones')) leaveZones(k, nodes, start, size);
  firmware_map_remove(k, start, start + size);
  editBlocks(k, span, () => undefined);
  arch_remove_memory(k, start, size, undefined);
  release_mem_region_adjustable(k, start, size);
  for (const nid of nodes) try_offline_node(k, nid);
  return 0;
}

/** Removes RAM that the firmware added; see try_remove_memory. */
export const __remove_memory = traced('__remove_memory', try_remove_memory);

/** Removes RAM that a driver added; see try_remove_memory. */
export const remove_memory = traced('remove_memory', try_remove_memory);
