/**
 * The on-media map of a BTT arena: models the btt_map_* functions and arena reads and writes of
 * drivers/nvdimm/btt.c, all releases.
 */
import { dataView } from '../../../lib/bytes/data-view.ts';
import type { Kernel } from '../../kernel.ts';
import { nvdimm_read_bytes, nvdimm_write_bytes } from '../claim/nsio.ts';
import { to_ndns } from '../devices.ts';
import type { NdBtt } from '../state.ts';
import { type BttArena, MAP_ENTRY } from './arena.ts';

const MAP_TRIM = 2 ** 31;
const MAP_ERROR = 2 ** 30;
const MAP_LBA = 2 ** 30;

/** Block number of a map or log entry, without its flags. */
export const block_of = (entry: number): number => entry % MAP_LBA;

/** Adds the error flag to the old block of a log entry. */
export const with_error = (block: number): number => block + MAP_ERROR;

/** Returns true if the old block of a log entry has the error flag. */
export const has_error = (entry: number): boolean => entry % MAP_TRIM >= MAP_ERROR && entry < MAP_TRIM;

/** Bytes from the namespace's start to the first arena (adjust_initial_offset). */
export const initial_offset = (btt: NdBtt): number => (btt.version === '2.0' ? 0 : 4096);

/** Reads at an arena offset; returns the bytes or an errno. */
export const arena_read_bytes = (k: Kernel, btt: NdBtt, offset: number, size: number): Uint8Array | number =>
  nvdimm_read_bytes(k, to_ndns(k, btt.namespace!), offset + initial_offset(btt), size);

/** Writes at an arena offset; returns 0 or an errno. */
export const arena_write_bytes = (
  k: Kernel,
  btt: NdBtt,
  offset: number,
  data: Uint8Array,
  atomic = false,
): number => nvdimm_write_bytes(k, to_ndns(k, btt.namespace!), offset + initial_offset(btt), data, atomic);

/** Internal block of an external block. */
export interface MapEntry {
  block: number;
  /** The block reads as zeroes. */
  trim: boolean;
  /** The block is unreadable. */
  error: boolean;
}

/** Reads the map entry of an arena's block; an entry that was never written maps the block to itself. */
export function btt_map_read(k: Kernel, btt: NdBtt, arena: BttArena, lba: number): MapEntry | number {
  const raw = arena_read_bytes(k, btt, arena.mapoff + lba * MAP_ENTRY, MAP_ENTRY);
  if (typeof raw === 'number') return raw;
  const entry = dataView(raw).getUint32(0, true);
  const trim = entry >= MAP_TRIM;
  const error = entry % MAP_TRIM >= MAP_ERROR;
  const block = block_of(entry);
  if (trim === error) return { block: trim ? block : lba, trim: false, error: false };
  return { block, trim, error };
}

/** Writes a map entry; `error` marks the block unreadable. Returns 0 or an errno. */
export function btt_map_write(
  k: Kernel,
  btt: NdBtt,
  arena: BttArena,
  lba: number,
  block: number,
  error = false,
): number {
  const raw = new Uint8Array(MAP_ENTRY);
  dataView(raw).setUint32(0, block_of(block) + MAP_ERROR + (error ? 0 : MAP_TRIM), true);
  return arena_write_bytes(k, btt, arena.mapoff + lba * MAP_ENTRY, raw, true);
}
