/**
 * Layout and info block of a BTT arena: models struct btt_sb of drivers/nvdimm/btt.h and alloc_arena() of
 * btt.c, all releases. An arena consists of info block, data, map, log, and a copy of the info block, in this
 * order.
 */
import { dataView } from '../../../lib/bytes/data-view.ts';
import { alignDown, alignUp, GiB, KiB, MiB } from '../../../lib/units.ts';
import { decode_sb_head, encode_sb, INFO_BLOCK_SIZE, type SbHead } from '../info-block.ts';

/** Signature of a BTT info block. */
export const BTT_SIG = 'BTT_ARENA_INFO';
/**
 * Size limits of an arena in bytes. A namespace is divided into arenas of the maximum size; a remainder below
 * the minimum stays unused.
 */
export const ARENA_MIN_SIZE = 16 * MiB;
export const ARENA_MAX_SIZE = 512 * GiB;
/** IB_FLAG_ERROR: the arena failed and rejects writes. */
export const IB_FLAG_ERROR = 1;

const PAGE = 4 * KiB;
/** Size of a map entry in bytes. */
export const MAP_ENTRY = 4;
/** Log space of a lane in bytes. */
export const LOG_GROUP = 64;
/** Number of free blocks of an arena, one for each lane of the region. */
const NFREE = 256;
const INTERNAL_ALIGNMENT = 64;

/** An arena of an active device (struct arena_info); offsets are relative to the first arena's start. */
export interface BttArena {
  size: number;
  /** First sector of the disk that the arena contains. */
  externalLbaStart: number;
  internalNlba: number;
  internalLbasize: number;
  externalNlba: number;
  externalLbasize: number;
  nfree: number;
  versionMajor: number;
  versionMinor: number;
  /** Offset of the next arena, 0 for the last one. */
  nextoff: number;
  infooff: number;
  dataoff: number;
  mapoff: number;
  logoff: number;
  info2off: number;
  flags: number;
  /** The two slots of a log group in use: 0 and 1, or 0 and 2 before 4.15. */
  logIndex: [number, number];
}

/**
 * Computes the layout of an arena.
 *
 * @param size bytes, from 16 MiB to 512 GiB
 * @param offset bytes from the start of the first arena to that of this one
 * @param externalLbaStart number of disk sectors in the arenas before it
 * @param lbasize external block size in bytes, 512 to 4224
 */
export function alloc_arena(
  size: number,
  offset: number,
  externalLbaStart: number,
  lbasize: number,
  version: '1.1' | '2.0',
): BttArena {
  const internalLbasize = alignUp(lbasize, INTERNAL_ALIGNMENT);
  const logsize = alignUp(NFREE * LOG_GROUP, PAGE);
  const available = alignDown(size, PAGE) - 2 * PAGE - logsize;
  const internalNlba = Math.floor((available - PAGE) / (internalLbasize + MAP_ENTRY));
  const externalNlba = internalNlba - NFREE;
  const mapsize = alignUp(externalNlba * MAP_ENTRY, PAGE);
  const dataoff = offset + PAGE;
  const mapoff = dataoff + available - mapsize;
  const logoff = mapoff + mapsize;
  return {
    size,
    externalLbaStart,
    internalNlba,
    internalLbasize,
    externalNlba,
    externalLbasize: lbasize,
    nfree: NFREE,
    versionMajor: version === '2.0' ? 2 : 1,
    versionMinor: version === '2.0' ? 0 : 1,
    nextoff: 0,
    infooff: offset,
    dataoff,
    mapoff,
    logoff,
    info2off: logoff + logsize,
    flags: 0,
    logIndex: [0, 1],
  };
}

const AT = {
  externalLbasize: 56,
  externalNlba: 60,
  internalLbasize: 64,
  internalNlba: 68,
  nfree: 72,
  infosize: 76,
  nextoff: 80,
  dataoff: 88,
  mapoff: 96,
  logoff: 104,
  info2off: 112,
} as const;

/** Encodes an info block with the uuids of the device and of the namespace; the error flag is clear. */
export function encode_btt_sb(arena: BttArena, uuid: string, parentUuid: string): Uint8Array {
  const { versionMajor, versionMinor } = arena;
  const head = { signature: BTT_SIG, uuid, parentUuid, flags: 0, versionMajor, versionMinor };
  return encode_sb(head, (view) => {
    const offset = (at: number, value: number): void => view.setBigUint64(at, BigInt(value), true);
    view.setUint32(AT.externalLbasize, arena.externalLbasize, true);
    view.setUint32(AT.externalNlba, arena.externalNlba, true);
    view.setUint32(AT.internalLbasize, arena.internalLbasize, true);
    view.setUint32(AT.internalNlba, arena.internalNlba, true);
    view.setUint32(AT.nfree, arena.nfree, true);
    view.setUint32(AT.infosize, INFO_BLOCK_SIZE, true);
    offset(AT.nextoff, arena.nextoff);
    for (const field of ['dataoff', 'mapoff', 'logoff', 'info2off'] as const)
      offset(AT[field], arena[field] - arena.infooff);
  });
}

/** Info block fields that identify the block and its owner. */
export interface BttSbHead extends SbHead {
  externalLbasize: number;
}

/** Decodes the head of an info block; the checksum is not verified. */
export const decode_btt_head = (raw: Uint8Array): BttSbHead => ({
  ...decode_sb_head(raw),
  externalLbasize: dataView(raw).getUint32(AT.externalLbasize, true),
});

/**
 * Decodes the arena that an info block describes (parse_arena_meta).
 *
 * @param offset bytes from the start of the first arena to the info block
 * @param externalLbaStart number of disk sectors in the arenas before it
 */
export function decode_arena(raw: Uint8Array, offset: number, externalLbaStart: number): BttArena {
  const view = dataView(raw);
  const u32 = (at: number): number => view.getUint32(at, true);
  const u64 = (at: number): number => Number(view.getBigUint64(at, true));
  const { versionMajor, versionMinor, flags } = decode_sb_head(raw);
  const nextoff = u64(AT.nextoff);
  const info2off = offset + u64(AT.info2off);
  return {
    size: nextoff > 0 ? nextoff : info2off - offset + PAGE,
    externalLbaStart,
    internalNlba: u32(AT.internalNlba),
    internalLbasize: u32(AT.internalLbasize),
    externalNlba: u32(AT.externalNlba),
    externalLbasize: u32(AT.externalLbasize),
    nfree: u32(AT.nfree),
    versionMajor,
    versionMinor,
    nextoff: nextoff === 0 ? 0 : offset + nextoff,
    infooff: offset,
    dataoff: offset + u64(AT.dataoff),
    mapoff: offset + u64(AT.mapoff),
    logoff: offset + u64(AT.logoff),
    info2off,
    flags,
    logIndex: [0, 1],
  };
}
