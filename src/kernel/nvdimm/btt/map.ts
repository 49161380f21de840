/**
 * The map of a BTT arena, on media: models the btt_map_* functions and arena reads and writes of
 * drivers/nvdimm/btt.c, all releases.
 */
import { dataView } from '../../../lib/data-view.ts';
import type { Kernel } from '../../kernel.ts';
import { nvdimm_read_bytes, nvdimm_write_bytes } from '../claim/nsio.ts';
import { to_ndns } from '../devices.ts';
import type { NdBtt } from '../state.ts';
import { type BttArena, MAP_ENTRY } from './arena.ts';

const MAP_TRIM = 2 ** 31;
const MAP_ERROR = 2 ** 30;
const MAP_LBA = 2 ** 30;

/** The block that a map entry or a log entry names, without its flags. */
export const block_of = (entry: number): number => entry % MAP_LBA;

/** Marks an old block as one with errors, as a log entry records it. */
export const with_error = (block: number): number => block + MAP_ERROR;

/** True when an old block of the log was marked as one with errors. */
export const has_error = (entry: number): boolean => entry % MAP_TRIM >= MAP_ERROR && entry < MAP_TRIM;

/** Bytes from the namespace's start to the first arena (adjust_initial_offset). */
export const initial_offset = (btt: NdBtt): number => (btt.version === '2.0' ? 0 : 4096);

/** Bytes at an arena offset, or an errno. */
export const arena_read_bytes = (k: Kernel, btt: NdBtt, offset: number, size: number): Uint8Array | number =>
  nvdimm_read_bytes(k, to_ndns(k, btt.namespace!), offset + initial_offset(btt), size);

/** Writes at an arena offset; 0 or an errno. */
export const arena_write_bytes = (
  k: Kernel,
  btt: NdBtt,
  offset: number,
  data: Uint8Array,
  atomic = false,
): number => nvdimm_write_bytes(k, to_ndns(k, btt.namespace!), offset + initial_offset(btt), data, atomic);

/** Where a block of the outside lies inside. */
export interface MapEntry {
  block: number;
  /** It reads as zeroes. */
  trim: boolean;
  /** It cannot be read. */
  error: boolean;
}

/** The map entry of an arena's block; one that was never written maps to itself. */
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

/** Maps an arena's block; with `error` it can no longer be read. 0 or an errno. */
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
