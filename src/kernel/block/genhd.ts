/**
 * Disks and I/O on their device nodes: models block/genhd.c and block/fops.c (fs/block_dev.c before 5.10),
 * all releases, as far as a pmem disk shows them. Departs from the kernel in having no page cache: a write
 * reaches the driver at once, in the blocks that the cache would write back.
 */
import { ERRNO } from '../../lib/errno.ts';
import { alignDown, alignUp, PAGE_SIZE } from '../../lib/units.ts';
import type { DeviceNode } from '../fs/sysfs.ts';
import { pr_err, pr_info } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { ida_alloc, ida_free } from '../lib/ida.ts';
import { nd_device_core } from '../nvdimm/devices.ts';
import type { Disk } from './state.ts';

/** BLOCK_EXT_MAJOR: major number of disks without one of their own. */
export const BLOCK_EXT_MAJOR = 259;
/** Sector size of the block layer in bytes, independent of the disk's logical block size. */
export const SECTOR_SIZE = 512;

/** Driver methods of a disk (struct block_device_operations), for whole logical blocks. */
export interface DiskOps {
  /** Returns `length` bytes at `offset`, or -EIO. */
  read(k: Kernel, disk: Disk, offset: number, length: number): Uint8Array | number;
  /** Returns 0 or -EIO. */
  write(k: Kernel, disk: Disk, offset: number, data: Uint8Array): number;
}

/** Allocates a disk sequence number, which is consumed even if the disk is never added. */
export const blk_alloc_disk = (k: Kernel): number => k.state.block.nextSequence++;

/** Adds a disk and, before 5.10, logs its capacity (revalidate_disk). */
export function device_add_disk(k: Kernel, disk: Omit<Disk, 'minor'>): Disk {
  const { block } = k.state;
  const added: Disk = { ...disk, minor: ida_alloc(block.minorIda) };
  block.disks[disk.name] = added;
  if (!k.has('no-capacity-change-line')) {
    const size = get_capacity(added) * SECTOR_SIZE;
    pr_info(k, `${disk.name}: detected capacity change from 0 to ${size}`);
  }
  return added;
}

/** Removes a disk and frees its minor numbers. */
export function del_gendisk(k: Kernel, name: string): void {
  const { block } = k.state;
  const disk = block.disks[name];
  if (disk === undefined) return;
  ida_free(block.minorIda, disk.minor);
  if (disk.daxMinor !== undefined) ida_free(k.state.dax.minorIda, disk.daxMinor);
  delete block.disks[name];
}

/** Capacity of a disk in sectors of 512 bytes. */
export const get_capacity = (disk: Disk): number => Math.floor(disk.size / SECTOR_SIZE);

/** Name of the disk of an nd device; undefined when it has none. */
export function disk_name_of(k: Kernel, owner: string): string | undefined {
  for (const res of nd_device_core(k, owner)?.devres ?? []) if (res.kind === 'disk') return res.name;
  return undefined;
}

/** Disk of an nd device; undefined when it has none. */
export function disk_of(k: Kernel, owner: string): Disk | undefined {
  const name = disk_name_of(k, owner);
  return name === undefined ? undefined : k.state.block.disks[name];
}

/** Block size of the page cache in bytes: the largest that divides the capacity. */
function cache_block_size(disk: Disk): number {
  let size = disk.sectorSize;
  while (size < PAGE_SIZE && (get_capacity(disk) * SECTOR_SIZE) % (2 * size) === 0) size *= 2;
  return size;
}

function buffer_io_error(k: Kernel, disk: Disk, block: number, what: string): void {
  pr_err(k, `Buffer I/O error on dev ${disk.name}, logical block ${block}, ${what}`);
}

/**
 * Reads from a disk's device node.
 *
 * @returns up to `length` bytes, fewer at the end of the disk or before an unreadable block; -EIO when the
 *   first block is unreadable, -ENXIO when the disk does not exist
 */
function blkdev_read(k: Kernel, name: string, offset: number, length: number): Uint8Array | number {
  const disk = k.state.block.disks[name];
  if (disk === undefined) return -ERRNO.ENXIO;
  const end = Math.min(offset + length, get_capacity(disk) * SECTOR_SIZE);
  if (offset >= end) return new Uint8Array(0);
  const ops = k.drivers.disks[disk.kind];
  const block = cache_block_size(disk);
  const first = alignDown(offset, block);
  const whole = ops.read(k, disk, first, alignUp(end, block) - first);
  if (typeof whole !== 'number') return whole.subarray(offset - first, end - first);
  const out = new Uint8Array(alignUp(end, block) - first);
  for (let at = first; at < end; at += block) {
    const piece = ops.read(k, disk, at, block);
    if (typeof piece === 'number') {
      buffer_io_error(k, disk, at / block, 'async page read');
      return at === first ? piece : out.subarray(offset - first, at - first);
    }
    out.set(piece, at - first);
  }
  return out.subarray(offset - first, end - first);
}

/**
 * Writes to a disk's device node; a partially written block is read first.
 *
 * @returns 0, -ENOSPC beyond the end, -EPERM for a read-only disk, -EIO, -ENXIO when the disk does not exist
 */
function blkdev_write(k: Kernel, name: string, offset: number, data: Uint8Array): number {
  const disk = k.state.block.disks[name];
  if (disk === undefined) return -ERRNO.ENXIO;
  if (disk.readOnly) return -ERRNO.EPERM;
  const end = Math.min(offset + data.length, get_capacity(disk) * SECTOR_SIZE);
  if (offset >= end) return data.length === 0 ? 0 : -ERRNO.ENOSPC;
  const ops = k.drivers.disks[disk.kind];
  const block = cache_block_size(disk);
  const first = alignDown(offset, block);
  const last = alignUp(end, block);
  const span = new Uint8Array(last - first);
  for (const edge of new Set([first, last - block])) {
    if (edge >= offset && edge + block <= end) continue;
    const old = ops.read(k, disk, edge, block);
    if (typeof old === 'number') return old;
    span.set(old, edge - first);
  }
  span.set(data.subarray(0, end - offset), offset - first);
  const rc = ops.write(k, disk, first, span);
  if (rc !== 0) {
    buffer_io_error(k, disk, first / block, 'lost async page write');
    return rc;
  }
  return end < offset + data.length ? -ERRNO.ENOSPC : 0;
}

/** Whole logical blocks: the only form of I/O that O_DIRECT takes. */
const is_direct = (disk: Disk, offset: number, length: number): boolean =>
  offset % disk.sectorSize === 0 && length % disk.sectorSize === 0;

/**
 * Reads past the page cache (O_DIRECT), up to the end of the disk. -EINVAL unless the range consists of whole
 * blocks.
 */
function blkdev_direct_read(k: Kernel, name: string, offset: number, length: number): Uint8Array | number {
  const disk = k.state.block.disks[name];
  if (disk === undefined) return -ERRNO.ENXIO;
  if (!is_direct(disk, offset, length)) return -ERRNO.EINVAL;
  const end = Math.min(offset + length, get_capacity(disk) * SECTOR_SIZE);
  if (offset >= end) return new Uint8Array(0);
  return k.drivers.disks[disk.kind].read(k, disk, offset, end - offset);
}

/**
 * Writes past the page cache (O_DIRECT). Returns the errnos of blkdev_write(), and -EINVAL unless whole blocks
 * are written.
 */
function blkdev_direct_write(k: Kernel, name: string, offset: number, data: Uint8Array): number {
  const disk = k.state.block.disks[name];
  if (disk === undefined) return -ERRNO.ENXIO;
  if (disk.readOnly) return -ERRNO.EPERM;
  if (!is_direct(disk, offset, data.length)) return -ERRNO.EINVAL;
  const end = Math.min(offset + data.length, get_capacity(disk) * SECTOR_SIZE);
  if (offset >= end) return data.length === 0 ? 0 : -ERRNO.ENOSPC;
  const rc = k.drivers.disks[disk.kind].write(k, disk, offset, data.subarray(0, end - offset));
  return rc === 0 && end < offset + data.length ? -ERRNO.ENOSPC : rc;
}

/** Device node of a disk. */
export const block_device_node = (name: string): DeviceNode => ({
  kind: 'device',
  ops: {
    read: (k, offset, length, direct) =>
      (direct === true ? blkdev_direct_read : blkdev_read)(k, name, offset, length),
    write: (k, offset, data, direct) =>
      (direct === true ? blkdev_direct_write : blkdev_write)(k, name, offset, data),
    ioctl: (k, request) => {
      const disk = k.state.block.disks[name];
      if (disk === undefined) return -ERRNO.ENXIO;
      if (request.command !== 'blkgetsize64') return -ERRNO.ENOTTY;
      return { status: 0, size: get_capacity(disk) * SECTOR_SIZE };
    },
    openExclusive: (k) => (k.state.block.disks[name] === undefined ? -ERRNO.ENXIO : 0),
  },
});
