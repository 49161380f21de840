/**
 * /sys/devices/system/memory: models the sysfs attributes of drivers/base/memory.c, releases 4.4 to 6.12, for
 * memory blocks and for adding RAM or offlining pages.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { isAligned, PAGE_SIZE } from '../../../lib/units.ts';
import { memory_add_physaddr_to_nid } from '../../arch/x86/numa/nodes.ts';
import {
  type Attribute,
  type Directory,
  dir,
  link,
  listing,
  only_if,
  ro,
  rw,
  type ShowResult,
  since_change,
  uevent_attribute,
  union,
  wo,
} from '../../fs/sysfs.ts';
import type { Kernel } from '../../kernel.ts';
import { kstrtobool, kstrtoull } from '../../lib/kstrtox.ts';
import { __add_memory } from '../../mm/memory_hotplug/add.ts';
import { zones_for_offline_block } from '../../mm/memory_hotplug/online.ts';
import { valid_zones } from '../../mm/memory_hotplug/online-early.ts';
import { auto_online_policy, mhp_online_type_from_str } from '../../mm/memory_hotplug/online-policy.ts';
import { node_zone } from '../../mm/memory_hotplug/zones.ts';
import { hard_offline_page, soft_offline_page } from '../../mm/memory-failure.ts';
import { blockFrames, memoryBlock } from './blocks.ts';
import { memory_subsys_offline, memory_subsys_online } from './online.ts';
import { removable } from './removable.ts';

/** Zone of an online block, or the zones that an offline block may join. */
function valid_zones_show(k: Kernel, id: number): ShowResult {
  const { nid, state, zone, group } = memoryBlock(k, id)!;
  const { frame, count } = blockFrames(k, id);
  if (k.has('zone-at-online') && state === 'offline')
    return `${zones_for_offline_block(k, nid, frame, count, group).join(' ')}\n`;
  if (zone === null) return 'none\n';
  if (k.has('zone-at-online')) return `${zone}\n`;
  return `${valid_zones(k, { zone: node_zone(k, nid, zone), frame, count }).join(' ')}\n`;
}

function state_store(k: Kernel, id: number, text: string): number {
  const type = mhp_online_type_from_str(text);
  if (type === undefined) return -ERRNO.EINVAL;
  const result = type === 'offline' ? memory_subsys_offline(k, id) : memory_subsys_online(k, id, type);
  return result > 0 ? -ERRNO.EINVAL : result;
}

/** The driver core's online attribute: writing the current state succeeds. */
function online_store(k: Kernel, id: number, text: string): number {
  const on = kstrtobool(k, text);
  if (on === undefined) return -ERRNO.EINVAL;
  return Math.min(0, on ? memory_subsys_online(k, id, 'online') : memory_subsys_offline(k, id));
}

function blockDir(k: Kernel, id: number): Directory {
  const { nid } = memoryBlock(k, id)!;
  return dir({
    uevent: uevent_attribute(),
    online: rw(
      (now) => (memoryBlock(now, id)!.state === 'online' ? '1\n' : '0\n'),
      (now, text) => online_store(now, id, text),
    ),
    phys_device: ro(() => '0\n'),
    phys_index: ro(() => `${id.toString(16).padStart(8, '0')}\n`),
    removable: ro((now) => (removable(now, id) ? '1\n' : '0\n')),
    state: rw(
      (now) => `${memoryBlock(now, id)!.state}\n`,
      (now, text) => state_store(now, id, text),
    ),
    valid_zones: ro((now) => valid_zones_show(now, id)),
    [`node${nid}`]: link(`/sys/devices/system/node/node${nid}`),
    subsystem: link('/sys/bus/memory'),
  });
}

/** Ids of all memory blocks, ascending. */
function* memoryBlockIds(k: Kernel): Generator<number> {
  for (const { first, last } of k.state.mm.blocks) for (let id = first; id <= last; id++) yield id;
}

/** Id of the block with a name such as `memory32`; undefined when it does not exist. */
export function memoryBlockNamed(k: Kernel, name: string): number | undefined {
  const id = /^memory(0|[1-9]\d*)$/.exec(name)?.[1];
  return id !== undefined && memoryBlock(k, Number(id)) !== undefined ? Number(id) : undefined;
}

function* blockNames(k: Kernel): Generator<string> {
  for (const id of memoryBlockIds(k)) yield `memory${id}`;
}

const blocks: Directory = listing(blockNames, (k, name) => {
  const id = memoryBlockNamed(k, name);
  return id === undefined ? undefined : blockDir(k, id);
});

/** /sys/bus/memory. */
export const memory_bus_dir: Directory = dir({
  devices: listing(blockNames, (k, name) =>
    memoryBlockNamed(k, name) === undefined ? undefined : link(`/sys/devices/system/memory/${name}`),
  ),
  drivers: dir({}),
});

const auto_online_blocks: Attribute = rw(
  (k) => `${k.state.mm.autoOnline}\n`,
  (k, text) => {
    const policy = auto_online_policy(k, text);
    if (policy === undefined) return -ERRNO.EINVAL;
    k.state.mm.autoOnline = policy;
    return 0;
  },
);

/** Adds one block of RAM at an address, for platforms whose firmware does not announce hotplug. */
const probe = wo((k, text) => {
  const start = kstrtoull(text);
  const { blockSize } = k.state.mm;
  if (start < 0) return start;
  if (!isAligned(start, blockSize)) return -ERRNO.EINVAL;
  return __add_memory(k, memory_add_physaddr_to_nid(k, start), start, blockSize);
});

const pageFile = (action: (k: Kernel, frame: number) => number): Attribute =>
  wo((k, text) => {
    const address = kstrtoull(text);
    return address < 0 ? -ERRNO.EINVAL : action(k, Math.floor(address / PAGE_SIZE));
  });

const subsystemFiles = {
  uevent: uevent_attribute(),
  block_size_bytes: ro((k) => `${k.state.mm.blockSize.toString(16)}\n`),
  hard_offline_page: pageFile(hard_offline_page),
  soft_offline_page: pageFile(soft_offline_page),
};

/** /sys/devices/system/memory. */
export const memory_dir: Directory = union(
  dir(subsystemFiles),
  since_change('auto-online-blocks', dir({ auto_online_blocks })),
  only_if((k) => k.state.config.ARCH_MEMORY_PROBE === true, dir({ probe })),
  since_change('crash-hotplug-attribute', dir({ crash_hotplug: ro(() => '0\n') })),
  blocks,
);
