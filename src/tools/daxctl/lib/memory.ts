/**
 * The memory blocks of a device in system-ram mode (daxctl/lib/libdaxctl.c of daxctl 76.1:
 * daxctl_memory_op and its operations).
 *
 * For each operation the real library reads the phys_index of every block of the node and works on those
 * that begin inside the device, in directory order. A block's name is its index, so this module reads only
 * the device's own blocks, and looks them up once.
 */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { kernfsOrder } from '../../../lib/kernfs.ts';
import { failed } from '../../../wall/files.ts';
import { baseName, err, sysfsReadAttr, sysfsWriteAttrQuiet } from '../../util/sysfs.ts';
import { isOnDaxBus } from './device.ts';
import type { DaxContext, DaxDevice, DaxMemory, MemoryZone } from './model.ts';

const NODE_BASE = '/sys/devices/system/node/node';
const ZONES: Record<string, MemoryZone> = { Movable: 'movable', Normal: 'normal' };
const ONLINE_STATE = { movable: 'online_movable', normal: 'online' } as const;

const contextOf = (mem: DaxMemory): DaxContext => mem.device.region.ctx;

function isSystemRam(device: DaxDevice): boolean {
  const { ctx } = device.region;
  if (!isOnDaxBus(device)) return false;
  const driver = ctx.files.realpath(`${device.path}/driver`);
  return !failed(driver) && baseName(driver) === 'kmem';
}

/** The device's memory; undefined unless it is in system-ram mode. */
export function daxMemory(device: DaxDevice): DaxMemory | undefined {
  if (device.memory !== undefined || !isSystemRam(device)) return device.memory;
  const size = sysfsReadAttr(device.region.ctx, '/sys/devices/system/memory/block_size_bytes');
  device.memory = {
    device,
    blockSize: typeof size === 'string' ? Number.parseInt(size, 16) : 0,
    nodePath: device.targetNode < 0 ? undefined : `${NODE_BASE}${device.targetNode}`,
    blocks: undefined,
    zone: undefined,
  };
  return device.memory;
}

/** The node's directory, or a negative errno if the state of the blocks cannot be determined. */
function usableNode(mem: DaxMemory): string | number {
  const ctx = contextOf(mem);
  const { name, resource } = mem.device;
  if (mem.nodePath === undefined) {
    err(ctx, 'daxctl_memory_op', `${name}: Failed to get node_path`);
    return -ERRNO.ENXIO;
  }
  if (ctx.files.stat(mem.nodePath) === undefined) return -ERRNO.ENOENT;
  if (resource === 0) {
    err(ctx, 'memblock_in_dev', `${name}: Unable to determine resource`);
    return -ERRNO.EACCES;
  }
  if (mem.blockSize === 0) {
    err(ctx, 'memblock_in_dev', `${name}: Unable to determine memory block size`);
    return -ERRNO.ENXIO;
  }
  return mem.nodePath;
}

/** Names of the blocks that begin inside the device, in directory order; or a negative errno. */
function blocksOf(mem: DaxMemory): string[] | number {
  if (mem.blocks !== undefined) return mem.blocks;
  const node = usableNode(mem);
  if (typeof node === 'number') return node;
  const { resource, size } = mem.device;
  const { files } = contextOf(mem);
  const first = Math.ceil(resource / mem.blockSize);
  const last = Math.floor((resource + size - 1) / mem.blockSize);
  const blocks: string[] = [];
  for (let index = first; index <= last; index++)
    if (files.stat(`${node}/memory${index}`) !== undefined) blocks.push(`memory${index}`);
  mem.blocks = kernfsOrder(blocks);
  return mem.blocks;
}

/** Result of an operation on one block: counted, skipped, or failed (a negative errno). */
type BlockResult = 'done' | 'skipped' | number;

/**
 * Runs an operation on each block until one fails. Returns the number of blocks done, or a negative errno.
 */
function forBlocks(blocks: string[] | number, operation: (block: string) => BlockResult): number {
  if (typeof blocks === 'number') return blocks;
  let count = 0;
  for (const block of blocks) {
    const result = operation(block);
    if (typeof result === 'number') return result;
    if (result === 'done') count++;
  }
  return count;
}

function readBlock(mem: DaxMemory, block: string, attribute: string, fn: string): string | number {
  const path = `${mem.nodePath}/${block}/${attribute}`;
  const text = sysfsReadAttr(contextOf(mem), path);
  if (typeof text === 'number')
    err(contextOf(mem), fn, `${mem.device.name}: Failed to read ${path}: ${strerror(text)}`);
  return text;
}

/** True or false, or a negative errno. */
function isBlockOnline(mem: DaxMemory, block: string): boolean | number {
  const state = readBlock(mem, block, 'state', 'memblock_is_online');
  return typeof state === 'number' ? state : state.startsWith('online');
}

function onlineBlock(mem: DaxMemory, block: string, zone: 'movable' | 'normal'): BlockResult {
  const before = isBlockOnline(mem, block);
  if (typeof before === 'number') return before;
  if (before) return 'skipped';
  const rc = sysfsWriteAttrQuiet(contextOf(mem), `${mem.nodePath}/${block}/state`, ONLINE_STATE[zone]);
  return rc === 0 || isBlockOnline(mem, block) === true ? 'done' : rc;
}

function offlineBlock(mem: DaxMemory, block: string): BlockResult {
  const before = isBlockOnline(mem, block);
  if (typeof before === 'number') return before;
  if (!before) return 'skipped';
  const path = `${mem.nodePath}/${block}/state`;
  const rc = sysfsWriteAttrQuiet(contextOf(mem), path, 'offline');
  if (rc === 0) return 'done';
  if (isBlockOnline(mem, block) === false) return 'skipped';
  err(
    contextOf(mem),
    'offline_one_memblock',
    `${mem.device.name}: Failed to offline ${path}: ${strerror(rc)}`,
  );
  return rc;
}

/** Number of memory blocks of the device, or a negative errno. */
export function memorySections(mem: DaxMemory): number {
  const blocks = blocksOf(mem);
  return typeof blocks === 'number' ? blocks : blocks.length;
}

/** Number of the device's memory blocks that are online, or a negative errno. */
export const onlineSections = (mem: DaxMemory): number =>
  forBlocks(blocksOf(mem), (block) => {
    const online = isBlockOnline(mem, block);
    if (typeof online === 'number') return online;
    return online ? 'done' : 'skipped';
  });

/**
 * Determines the zone of the blocks and stores it in `mem.zone`.
 *
 * @returns a count, or a negative errno: -ENXIO while a block is offline
 */
function findZone(mem: DaxMemory): number {
  mem.zone = undefined;
  let mixed = false;
  const rc = forBlocks(blocksOf(mem), (block) => {
    const online = isBlockOnline(mem, block);
    if (typeof online === 'number') return online;
    if (!online) return -ERRNO.ENXIO;
    const zones = readBlock(mem, block, 'valid_zones', 'memblock_find_zone');
    if (typeof zones === 'number') return zones;
    const zone = ZONES[zones] ?? 'unknown';
    mem.zone ??= zone;
    if (mem.zone !== zone) mixed = true;
    return 'done';
  });
  if (mixed && rc >= 0) mem.zone = 'unknown';
  return rc;
}

/** True if all blocks are online in zone Movable; undefined if the zone cannot be determined. */
export function isMovable(mem: DaxMemory): boolean | undefined {
  return findZone(mem) < 0 ? undefined : mem.zone === 'movable';
}

/** Brings the blocks online. The number of blocks that were offline before, or a negative errno. */
export function onlineMemory(mem: DaxMemory, zone: 'movable' | 'normal'): number {
  const ctx = contextOf(mem);
  const rc = forBlocks(blocksOf(mem), (block) => onlineBlock(mem, block, zone));
  if (rc !== 0) return rc;
  // The library checks for a concurrent change of the blocks only when it changed none itself.
  const found = findZone(mem);
  if (found !== 0) return found;
  if (mem.zone === zone) return 0;
  err(
    ctx,
    'daxctl_memory_online_with_zone',
    `${mem.device.name}:\n  WARNING: detected a race while onlining memory\n` +
      "  See 'man daxctl-reconfigure-device' for more details",
  );
  return -ERRNO.EBUSY;
}

/** Takes the blocks offline. The number of blocks that were online, or a negative errno. */
export const offlineMemory = (mem: DaxMemory): number =>
  forBlocks(blocksOf(mem), (block) => offlineBlock(mem, block));

/** Tests whether the kernel brings new memory online automatically. */
export function willAutoOnline(device: DaxDevice): boolean {
  const { ctx } = device.region;
  const policy = sysfsReadAttr(ctx, '/sys/devices/system/memory/auto_online_blocks');
  if (typeof policy === 'string') return policy.startsWith('online');
  const fn = 'daxctl_dev_will_auto_online_memory';
  err(ctx, fn, `${device.name}: Unable to determine auto-online policy: ${strerror(policy)}`);
  return false;
}

/** Number of online blocks of the device; 0 in devdax mode; or a negative errno. */
export function hasOnlineMemory(device: DaxDevice): number {
  const mem = daxMemory(device);
  return mem === undefined ? 0 : onlineSections(mem);
}
