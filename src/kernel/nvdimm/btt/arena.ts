/**
 * A BTT arena: how its space is split, and its info block. Models struct btt_sb of drivers/nvdimm/btt.h and
 * alloc_arena() of btt.c, all releases. An arena holds, in this order: info block, data, map, log, and a
 * copy of the info block.
 */
import { dataView } from '../../../lib/data-view.ts';
import { alignDown, alignUp, GiB, KiB, MiB } from '../../../lib/units.ts';
import { decode_sb_head, encode_sb, INFO_BLOCK_SIZE, type SbHead } from '../info-block.ts';

export const BTT_SIG = 'BTT_ARENA_INFO';
/** What a namespace is cut into: as few arenas as this allows, the last of at least the minimum. */
export const ARENA_MIN_SIZE = 16 * MiB;
export const ARENA_MAX_SIZE = 512 * GiB;
/** IB_FLAG_ERROR: the arena failed and takes no more writes. */
export const IB_FLAG_ERROR = 1;

const PAGE = 4 * KiB;
/** Bytes of an entry of the map. */
export const MAP_ENTRY = 4;
/** Bytes of the log that a lane has. */
export const LOG_GROUP = 64;
/** Free blocks an arena keeps, one for each lane of the region. */
const NFREE = 256;
const INTERNAL_ALIGNMENT = 64;

/** An arena of an active device (struct arena_info); offsets count from the first arena's start. */
export interface BttArena {
  size: number;
  /** First sector of the disk that lies in it. */
  externalLbaStart: number;
  internalNlba: number;
  internalLbasize: number;
  externalNlba: number;
  externalLbasize: number;
  nfree: number;
  versionMajor: number;
  versionMinor: number;
  /** Bytes to the next arena, 0 in the last one. */
  nextoff: number;
  infooff: number;
  dataoff: number;
  mapoff: number;
  logoff: number;
  info2off: number;
  flags: number;
  /** Which two of the four slots of a log group are in use: 0 and 1, or 0 and 2 before 4.15. */
  logIndex: [number, number];
}

/**
 * Splits an arena.
 *
 * @param size bytes, from 16 MiB to 512 GiB
 * @param offset bytes from the start of the first arena to that of this one
 * @param externalLbaStart sectors of the disk before it
 * @param lbasize bytes of a sector as the outside sees it, 512 to 4224
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

/** An info block's bytes, for a device of that uuid on a namespace of that uuid; the error flag is clear. */
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

/** What identifies an info block and its owner. */
export interface BttSbHead extends SbHead {
  externalLbasize: number;
}

/** Reads the head of an info block, sound or not. */
export const decode_btt_head = (raw: Uint8Array): BttSbHead => ({
  ...decode_sb_head(raw),
  externalLbasize: dataView(raw).getUint32(AT.externalLbasize, true),
});

/**
 * The arena that an info block describes (parse_arena_meta).
 *
 * @param offset bytes from the start of the first arena to the info block
 * @param externalLbaStart sectors of the disk before it
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
