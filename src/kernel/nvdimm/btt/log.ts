/**
 * The on-media log of a BTT arena: models the btt_log_* functions of drivers/nvdimm/btt.c, all releases. The
 * kernel derives an in-memory list of free blocks from the log; this model reads each lane's free block from
 * the log on use, with the same result.
 */
import { dataView } from '../../../lib/bytes/data-view.ts';
import { ERRNO } from '../../../lib/errno.ts';
import { dev_err } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { nd_dev } from '../devices.ts';
import type { NdBtt } from '../state.ts';
import { type BttArena, LOG_GROUP } from './arena.ts';
import { arena_read_bytes, arena_write_bytes, block_of, has_error } from './map.ts';

const LOG_ENTRY = 16;
const SLOTS = LOG_GROUP / LOG_ENTRY;

/** A log entry: `lba` was remapped from block `oldMap` to `newMap`. */
export interface LogEntry {
  lba: number;
  /** May contain the error flag of the map entry it replaced. */
  oldMap: number;
  newMap: number;
  /** Cycles 1, 2, 3, 1; 0 in a slot that was never written. */
  seq: number;
}

function decode_entry(raw: Uint8Array, slot: number): LogEntry {
  const view = dataView(raw);
  const [lba, oldMap, newMap, seq] = [0, 4, 8, 12].map((at) => view.getUint32(slot * LOG_ENTRY + at, true));
  return { lba: lba!, oldMap: oldMap!, newMap: newMap!, seq: seq! };
}

/** Stores a log entry at offset `at` of a view. */
export function put_log_entry(view: DataView, at: number, { lba, oldMap, newMap, seq }: LogEntry): void {
  view.setUint32(at, lba, true);
  view.setUint32(at + 4, oldMap, true);
  view.setUint32(at + 8, newMap, true);
  view.setUint32(at + 12, seq, true);
}

/** Index of the older of two entries: 0 or 1, or -EINVAL when their sequence numbers are inconsistent. */
function btt_log_get_old(first: number, second: number): number {
  if (first === 0) return 0;
  if (first === second || first + second > 5) return -ERRNO.EINVAL;
  if (first < second) return second - first === 1 ? 0 : 1;
  return first - second === 1 ? 1 : 0;
}

/** State of a lane, from the newer entry of its log group. */
export interface Lane {
  entry: LogEntry;
  /** Slot (0 or 1) that the next write overwrites. */
  sub: 0 | 1;
  /** Block that the next write allocates. */
  free: number;
  /** The free block has media errors to be cleared before use. */
  hasError: boolean;
}

/** Reads the state of a lane; -EIO when the log is corrupt or unreadable. */
export function btt_log_read(k: Kernel, btt: NdBtt, arena: BttArena, lane: number): Lane | number {
  const raw = arena_read_bytes(k, btt, arena.logoff + lane * LOG_GROUP, LOG_GROUP);
  return typeof raw === 'number' ? -ERRNO.EIO : parse_log_group(k, btt, arena, lane, raw);
}

/** Reads the state of all lanes in order; an errno when one is corrupt or unreadable. */
export function btt_log_read_all(k: Kernel, btt: NdBtt, arena: BttArena): Lane[] | number {
  const log = arena_read_bytes(k, btt, arena.logoff, arena.nfree * LOG_GROUP);
  if (typeof log === 'number') return -ERRNO.EIO;
  const lanes: Lane[] = [];
  for (let lane = 0; lane < arena.nfree; lane++) {
    const group = log.subarray(lane * LOG_GROUP, (lane + 1) * LOG_GROUP);
    const parsed = parse_log_group(k, btt, arena, lane, group);
    if (typeof parsed === 'number') return parsed;
    lanes.push(parsed);
  }
  return lanes;
}

function parse_log_group(
  k: Kernel,
  btt: NdBtt,
  arena: BttArena,
  lane: number,
  raw: Uint8Array,
): Lane | number {
  const entries = arena.logIndex.map((slot) => decode_entry(raw, slot));
  // In a log group that was never written the first entry is the old one.
  const seq = entries.map((entry) => entry.seq);
  const old = btt_log_get_old(seq[0]!, seq[1]!);
  if (old < 0) {
    const text = `log corruption (${old}): lane ${lane} seq [${seq[0]}, ${seq[1]}]`;
    dev_err(k, nd_dev(k, btt.name), text);
    return -ERRNO.EIO;
  }
  const entry = entries[1 - old]!;
  return { entry, sub: old as 0 | 1, free: block_of(entry.oldMap), hasError: has_error(entry.oldMap) };
}

/** Writes a log entry to a lane's slot; returns 0 or an errno. */
export function btt_flog_write(
  k: Kernel,
  btt: NdBtt,
  arena: BttArena,
  lane: number,
  sub: 0 | 1,
  entry: LogEntry,
): number {
  const at = arena.logoff + lane * LOG_GROUP + arena.logIndex[sub] * LOG_ENTRY;
  const raw = new Uint8Array(LOG_ENTRY);
  put_log_entry(dataView(raw), 0, entry);
  return arena_write_bytes(k, btt, at, raw, true);
}

/**
 * Detects the log slots in use: 0 and 1, or 0 and 2 in logs written before 4.15.
 *
 * @returns the two slots, or -ENXIO for an unknown scheme
 */
export function log_set_indices(k: Kernel, btt: NdBtt, arena: BttArena): [number, number] | number {
  if (!k.has('btt-log-index')) return PADDED_SLOTS;
  const log = arena_read_bytes(k, btt, arena.logoff, arena.nfree * LOG_GROUP);
  if (typeof log === 'number') return log;
  const found: number[] = [];
  let untouched = true;
  for (let lane = 0; lane < arena.nfree; lane++) {
    const used = used_slots(log.subarray(lane * LOG_GROUP, (lane + 1) * LOG_GROUP));
    if (found.length < 2) {
      found.push(...used.filter((slot) => slot !== found[0]));
      if (found.length > 2) return -ERRNO.ENXIO;
    } else if (!used.includes(found[0]!) || used.some((slot) => !found.includes(slot))) return -ERRNO.ENXIO;
    if (found.length === 2) untouched = false;
  }
  const [first, second] = untouched ? [found[0], 1] : found;
  if (first === 0 && (second === 1 || second === 2)) return [first, second];
  dev_err(k, nd_dev(k, btt.name), 'Found an unknown padding scheme');
  return -ERRNO.ENXIO;
}

/** Slots of kernels that pad log entries to 32 bytes. */
export const PADDED_SLOTS: [number, number] = [0, 2];

/** Slots of a log group that are not zeroed. */
const used_slots = (group: Uint8Array): number[] =>
  Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) =>
    group.subarray(slot * LOG_ENTRY, (slot + 1) * LOG_ENTRY).some((byte) => byte !== 0),
  );
