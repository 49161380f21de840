/**
 * Reads and writes of a BTT disk: models btt_read_pg() and btt_write_pg() of drivers/nvdimm/btt.c, all
 * releases. A write goes to a free block and then to log and map, so that a torn write preserves the old
 * contents. The kernel selects lanes by CPU; this model has one CPU and uses lane 0.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { type DiskOps, SECTOR_SIZE } from '../../block/genhd.ts';
import { dev_err } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { is_bad_pmem } from '../badrange.ts';
import { nd_dev, to_ndns } from '../devices.ts';
import { nd_inc_seq } from '../sequence.ts';
import type { NdBtt } from '../state.ts';
import { type BttArena, IB_FLAG_ERROR } from './arena.ts';
import { btt_flog_write, btt_log_read } from './log.ts';
import {
  arena_read_bytes,
  arena_write_bytes,
  btt_map_read,
  btt_map_write,
  initial_offset,
  with_error,
} from './map.ts';

const LANE = 0;

/** Sector size of the disk in bytes; the remainder of an external block is integrity metadata. */
export const btt_sector_size = (btt: NdBtt): number => (btt.lbasize >= 4096 ? 4096 : SECTOR_SIZE);

interface Place {
  arena: BttArena;
  /** External block number within the arena. */
  lba: number;
}

function lba_to_arena(btt: NdBtt, sector: number): Place | undefined {
  const arena = btt.arenas.find((a) => sector < a.externalLbaStart + a.externalNlba);
  return arena === undefined ? undefined : { arena, lba: sector - arena.externalLbaStart };
}

const to_namespace_offset = (arena: BttArena, block: number): number =>
  arena.dataoff + block * arena.internalLbasize;

/** Reads one sector; returns -EIO on failure. Unreadable data gets the error flag in the map. */
function btt_read_sector(k: Kernel, btt: NdBtt, sector: number): Uint8Array | number {
  const place = lba_to_arena(btt, sector);
  if (place === undefined) return -ERRNO.EIO;
  const { arena, lba } = place;
  const entry = btt_map_read(k, btt, arena, lba);
  if (typeof entry === 'number') return entry;
  const size = btt_sector_size(btt);
  if (entry.trim) return new Uint8Array(size);
  if (entry.error) return -ERRNO.EIO;
  const data = arena_read_bytes(k, btt, to_namespace_offset(arena, entry.block), size);
  if (typeof data === 'number') btt_map_write(k, btt, arena, lba, entry.block, true);
  return data;
}

/** Overwrites a free block that has media errors, which clears them. */
function arena_clear_freelist_error(k: Kernel, btt: NdBtt, arena: BttArena, block: number): number {
  const zeroes = new Uint8Array(btt_sector_size(btt));
  return arena_write_bytes(k, btt, to_namespace_offset(arena, block), zeroes);
}

function btt_is_badblock(k: Kernel, btt: NdBtt, arena: BttArena, block: number): boolean {
  const { io } = to_ndns(k, btt.namespace!);
  const sector = Math.floor((to_namespace_offset(arena, block) + initial_offset(btt)) / SECTOR_SIZE);
  return io !== undefined && is_bad_pmem(io.badblocks, sector, arena.internalLbasize);
}

/** Writes one sector; returns 0 or an errno. */
function btt_write_sector(k: Kernel, btt: NdBtt, sector: number, data: Uint8Array): number {
  const place = lba_to_arena(btt, sector);
  if (place === undefined || place.arena.flags % 2 === IB_FLAG_ERROR) return -ERRNO.EIO;
  const { arena, lba } = place;
  const lane = btt_log_read(k, btt, arena, LANE);
  if (typeof lane === 'number') return lane;
  const { free } = lane;
  if (lane.hasError || btt_is_badblock(k, btt, arena, free)) {
    const rc = arena_clear_freelist_error(k, btt, arena, free);
    if (rc !== 0) return rc;
  }
  if (free >= arena.internalNlba) return -ERRNO.EIO;
  const written = arena_write_bytes(k, btt, to_namespace_offset(arena, free), data, true);
  if (written !== 0) return written;
  const old = btt_map_read(k, btt, arena, lba);
  if (typeof old === 'number') return old;
  if (old.block >= arena.internalNlba) return -ERRNO.EIO;
  const oldMap = old.error ? with_error(old.block) : old.block;
  const seq = nd_inc_seq(lane.entry.seq);
  const logged = btt_flog_write(k, btt, arena, LANE, lane.sub, { lba, oldMap, newMap: free, seq });
  if (logged !== 0) return logged;
  const mapped = btt_map_write(k, btt, arena, lba, free);
  if (mapped !== 0 || !old.error) return mapped;
  return arena_clear_freelist_error(k, btt, arena, old.block);
}

function report(k: Kernel, btt: NdBtt, direction: 'READ' | 'WRITE', offset: number, length: number): number {
  const text = `io error in ${direction} sector ${offset / SECTOR_SIZE}, len ${length},`;
  dev_err(k, nd_dev(k, btt.name), text);
  return -ERRNO.EIO;
}

/** Disk operations of a btt; a failure is logged and returns -EIO. */
export const btt_ops: DiskOps = {
  read(k, disk, offset, length) {
    const btt = k.state.nd.btts[disk.owner]!;
    const size = btt_sector_size(btt);
    const out = new Uint8Array(length);
    for (let at = 0; at < length; at += size) {
      const data = btt_read_sector(k, btt, (offset + at) / size);
      if (typeof data === 'number') return report(k, btt, 'READ', offset, length);
      out.set(data, at);
    }
    return out;
  },
  write(k, disk, offset, data) {
    const btt = k.state.nd.btts[disk.owner]!;
    const size = btt_sector_size(btt);
    for (let at = 0; at < data.length; at += size) {
      const rc = btt_write_sector(k, btt, (offset + at) / size, data.subarray(at, at + size));
      if (rc !== 0) return report(k, btt, 'WRITE', offset, data.length);
    }
    return 0;
  },
};
