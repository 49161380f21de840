/**
 * Online policy auto-movable: models auto_movable_zone_for_pfn() of mm/memory_hotplug.c, 5.15 (e83a437faa62) to
 * 6.18. Plain `online` chooses Movable while Movable memory stays within a ratio of the kernel memory that boot
 * brought. Dynamic groups (virtio-mem) and CMA are not modelled.
 */
import { spanLength } from '../../../lib/runs.ts';
import { PAGE_SIZE } from '../../../lib/units.ts';
import { module_param } from '../../kernel/params.ts';
import type { Kernel } from '../../kernel.ts';
import { kstrtobool, kstrtoull } from '../../lib/kstrtox.ts';
import type { MemoryBlockRun, MhpPolicy, Zone } from '../state.ts';

export const ONLINE_POLICY_WORDS = ['contig-zones', 'auto-movable'] as const;

/** Default of auto_movable_ratio, in percent. */
const DEFAULT_RATIO = 301;

/** Policy of a new kernel: the defaults, and what memory_hotplug.* of the command line set. */
function default_policy(k: Kernel): MhpPolicy {
  const value = (name: string): string => module_param(k, `memory_hotplug.${name}`)?.value ?? '';
  const policy = ONLINE_POLICY_WORDS.find((word) => word === value('online_policy'));
  const ratio = kstrtoull(value('auto_movable_ratio'));
  return {
    policy: policy ?? 'contig-zones',
    ratio: ratio < 0 ? DEFAULT_RATIO : ratio,
    numaAware: kstrtobool(k, value('auto_movable_numa_aware')) ?? true,
  };
}

/** Policy in force. */
export const mhp_policy = (k: Kernel): MhpPolicy => k.state.mm.policy ?? default_policy(k);

/** Registers memory of one device that is to be onlined into one zone; returns the group's id. */
export function memory_group_register_static(k: Kernel, maxPages: number): number {
  const { mm } = k.state;
  const ids = (mm.groups ?? []).map(({ id }) => id);
  let id = 1;
  while (ids.includes(id)) id++;
  mm.groups = [...(mm.groups ?? []), { id, maxPages }];
  return id;
}

/** Removes a group without memory blocks. */
export function memory_group_unregister(k: Kernel, id: number): void {
  const { mm } = k.state;
  if (mm.blocks.some(({ group }) => group === id)) return;
  mm.groups = (mm.groups ?? []).filter((group) => group.id !== id);
}

const pagesOf = (k: Kernel, runs: readonly MemoryBlockRun[]): number =>
  (runs.reduce((sum, run) => sum + spanLength(run), 0) * k.state.mm.blockSize) / PAGE_SIZE;

const online = (k: Kernel, holds: (run: MemoryBlockRun) => boolean): number =>
  pagesOf(
    k,
    k.state.mm.blocks.filter((run) => run.state === 'online' && holds(run)),
  );

/** Present pages of a zone that boot brought (present_early_pages). */
const present_early_pages = (k: Kernel, zone: Zone): number =>
  zone.present - online(k, (run) => !run.early && run.nid === zone.nid && run.zone === zone.name);

/** Returns true if so many pages more in Movable keep to the ratio, on one node or (-1) on all. */
function auto_movable_can_online_movable(k: Kernel, nid: number, pages: number): boolean {
  const zones = k.state.mm.zones.filter((zone) => zone.present > 0 && (nid < 0 || zone.nid === nid));
  const sum = (of: Zone[], count: (zone: Zone) => number): number =>
    of.reduce((total, zone) => total + count(zone), 0);
  const movable = zones.filter(({ name }) => name === 'Movable');
  const early = sum(
    zones.filter(({ name }) => name !== 'Movable'),
    (zone) => present_early_pages(k, zone),
  );
  if (early <= 0) return false;
  return sum(movable, ({ present }) => present) + pages <= Math.floor((mhp_policy(k).ratio * early) / 100);
}

/**
 * Returns true if a block goes to Movable.
 *
 * @param pages frames of the block
 * @param group id of the block's group; all of it goes to one zone
 */
export function wants_movable(k: Kernel, nid: number, pages: number, group: number | undefined): boolean {
  const { ratio, numaAware } = mhp_policy(k);
  if (ratio === 0) return false;
  let wanted = pages;
  const record = k.state.mm.groups?.find(({ id }) => id === group);
  if (record !== undefined) {
    if (online(k, (run) => run.group === group && run.zone !== 'Movable') > 0) return false;
    wanted = record.maxPages - online(k, (run) => run.group === group && run.zone === 'Movable');
  }
  if (!auto_movable_can_online_movable(k, -1, wanted)) return false;
  return !numaAware || auto_movable_can_online_movable(k, nid, wanted);
}
