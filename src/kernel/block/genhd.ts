/**
 * Disks, and reads and writes of their device nodes: models block/genhd.c and block/fops.c (fs/block_dev.c
 * before 5.10), all releases, as far as a pmem disk shows them. Departs from the kernel in having no page
 * cache: a write reaches the driver when it is made, in blocks as the cache would write them back.
 */
import { ERRNO } from '../../lib/errno.ts';
import { alignDown, alignUp, PAGE_SIZE } from '../../lib/units.ts';
import type { DeviceNode } from '../fs/sysfs.ts';
import { pr_err, pr_info } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { ida_alloc, ida_free } from '../lib/ida.ts';
import type { Disk } from './state.ts';

/** BLOCK_EXT_MAJOR: disks without a major number of their own. */
export const BLOCK_EXT_MAJOR = 259;
/** Bytes of a sector as the block layer counts them, whatever the disk's own. */
export const SECTOR_SIZE = 512;

/** How a driver serves its disks (struct block_device_operations); whole logical blocks only. */
export interface DiskOps {
  /** Bytes at `offset` of the disk, or -EIO. */
  read(k: Kernel, disk: Disk, offset: number, length: number): Uint8Array | number;
  /** 0 or -EIO. */
  write(k: Kernel, disk: Disk, offset: number, data: Uint8Array): number;
}

/** Takes a sequence number for a disk; one that never gets added has used it up all the same. */
export const blk_alloc_disk = (k: Kernel): number => k.state.block.nextSequence++;

/** Makes the disk known under its name, and says how large it is (revalidate_disk, before 5.10). */
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

/** Takes the disk away. */
export function del_gendisk(k: Kernel, name: string): void {
  const { block } = k.state;
  const disk = block.disks[name];
  if (disk === undefined) return;
  ida_free(block.minorIda, disk.minor);
  if (disk.daxMinor !== undefined) ida_free(k.state.dax.minorIda, disk.daxMinor);
  delete block.disks[name];
}

/** Sectors of 512 bytes that the disk offers. */
export const get_capacity = (disk: Disk): number => Math.floor(disk.size / SECTOR_SIZE);

/** The name of the disk that a device on the nd bus made; undefined while it has none. */
export function disk_name_of(k: Kernel, owner: string): string | undefined {
  const { namespaces, pfns, btts } = k.state.nd;
  const owned = (namespaces[owner] ?? pfns[owner] ?? btts[owner])?.core.devres ?? [];
  for (const res of owned) if (res.kind === 'disk') return res.name;
  return undefined;
}

/** The disk that a device on the nd bus made; undefined while it has none. */
export function disk_of(k: Kernel, owner: string): Disk | undefined {
  const name = disk_name_of(k, owner);
  return name === undefined ? undefined : k.state.block.disks[name];
}

/** The block size in which the page cache reads and writes: the largest that divides the capacity. */
function cache_block_size(disk: Disk): number {
  let size = disk.sectorSize;
  while (size < PAGE_SIZE && (get_capacity(disk) * SECTOR_SIZE) % (2 * size) === 0) size *= 2;
  return size;
}

function buffer_io_error(k: Kernel, disk: Disk, block: number, what: string): void {
  pr_err(k, `Buffer I/O error on dev ${disk.name}, logical block ${block}, ${what}`);
}

/**
 * Reads the disk's device node.
 *
 * @returns up to `length` bytes, fewer at the end of the disk and before a block that cannot be read;
 *   -EIO when the first block cannot, -ENXIO when there is no such disk
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
 * Writes the disk's device node; a block that is written in part is read first.
 *
 * @returns 0, -ENOSPC beyond the end, -EPERM on a read-only disk, -EIO, -ENXIO
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

/** The node under /dev of a disk. */
export const block_device_node = (name: string): DeviceNode => ({
  kind: 'device',
  ops: {
    read: (k, offset, length) => blkdev_read(k, name, offset, length),
    write: (k, offset, data) => blkdev_write(k, name, offset, data),
    ioctl: (k, request) => {
      const disk = k.state.block.disks[name];
      if (disk === undefined) return -ERRNO.ENXIO;
      if (request.command !== 'blkgetsize64') return -ERRNO.ENOTTY;
      return { status: 0, size: get_capacity(disk) * SECTOR_SIZE };
    },
    openExclusive: (k) => (k.state.block.disks[name] === undefined ? -ERRNO.ENXIO : 0),
  },
});
