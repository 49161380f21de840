/** Independent reader of info blocks and BTT arenas, written from the layout tables without code of src/. */

/** Reads bytes of a namespace, relative to its start. */
export type ReadAt = (offset: number, length: number) => Buffer;

const words = function* (raw: Buffer): Generator<bigint> {
  for (let at = 0; at < raw.length; at += 4) yield BigInt(raw.readUInt32LE(at));
};

/** Fletcher64 checksum of 4 KiB, computed with the last eight bytes zeroed. */
export function sumOf(raw: Buffer): bigint {
  const summed = Buffer.from(raw);
  summed.writeBigUInt64LE(0n, 4088);
  const mask = (1n << 32n) - 1n;
  let [lo, hi] = [0n, 0n];
  for (const word of words(summed)) {
    lo = (lo + word) & mask;
    hi = (hi + lo) & mask;
  }
  return (hi << 32n) + lo;
}

const uuidAt = (raw: Buffer, at: number): string => {
  const hex = raw.toString('hex', at, at + 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

const textAt = (raw: Buffer, at: number, length: number): string =>
  raw.toString('latin1', at, at + length).split('\0')[0]!;

/** Decodes the fsdax or devdax info block at 4 KiB of a namespace. */
export function readPfnBlock(readAt: ReadAt) {
  const raw = readAt(4096, 4096);
  return {
    signature: textAt(raw, 0, 16),
    uuid: uuidAt(raw, 16),
    parentUuid: uuidAt(raw, 32),
    flags: raw.readUInt32LE(48),
    version: `${raw.readUInt16LE(52)}.${raw.readUInt16LE(54)}`,
    dataoff: Number(raw.readBigUInt64LE(56)),
    npfns: Number(raw.readBigUInt64LE(64)),
    mode: raw.readUInt32LE(72),
    startPad: raw.readUInt32LE(76),
    endTrunc: raw.readUInt32LE(80),
    align: raw.readUInt32LE(84),
    pageSize: raw.readUInt32LE(88),
    pageStructSize: raw.readUInt16LE(92),
    padding: raw.subarray(94, 4088).every((byte) => byte === 0),
    sumHolds: raw.readBigUInt64LE(4088) === sumOf(raw),
  };
}

export interface ArenaReading {
  uuid: string;
  parentUuid: string;
  version: string;
  externalNlba: number;
  internalNlba: number;
  internalLbasize: number;
  nextoff: number;
  /** Relative to the namespace's start. */
  dataoff: number;
  mapoff: number;
  logoff: number;
  info2off: number;
  sumHolds: boolean;
  /** Set when the copy at the arena's end equals the block. */
  copyAgrees: boolean;
  /** Returns the internal block of an external block. */
  blockOf(lba: number): number;
  /** Returns the free block of each lane. */
  freeBlocks(): number[];
}

const NORMAL = 0xc0000000;
const LANES = 256;

function readArena(readAt: ReadAt, start: number): ArenaReading {
  const raw = readAt(start, 4096);
  const far = (at: number): number => start + Number(raw.readBigUInt64LE(at));
  const [mapoff, logoff, info2off] = [far(96), far(104), far(112)];
  const newerOf = (group: Buffer): Buffer => {
    const [a, b] = [group.subarray(0, 16), group.subarray(16, 32)];
    const [x, y] = [a.readUInt32LE(12), b.readUInt32LE(12)];
    if (y === 0) return a;
    return y === (x % 3) + 1 ? b : a;
  };
  return {
    uuid: uuidAt(raw, 16),
    parentUuid: uuidAt(raw, 32),
    version: `${raw.readUInt16LE(52)}.${raw.readUInt16LE(54)}`,
    externalNlba: raw.readUInt32LE(60),
    internalLbasize: raw.readUInt32LE(64),
    internalNlba: raw.readUInt32LE(68),
    nextoff: Number(raw.readBigUInt64LE(80)),
    dataoff: far(88),
    mapoff,
    logoff,
    info2off,
    sumHolds: textAt(raw, 0, 16) === 'BTT_ARENA_INFO' && raw.readBigUInt64LE(4088) === sumOf(raw),
    copyAgrees: readAt(info2off, 4096).equals(raw),
    blockOf(lba) {
      const entry = readAt(mapoff + 4 * lba, 4).readUInt32LE(0);
      return entry < NORMAL ? lba : entry - NORMAL;
    },
    freeBlocks() {
      const log = readAt(logoff, LANES * 64);
      return Array.from({ length: LANES }, (_, lane) =>
        newerOf(log.subarray(lane * 64, lane * 64 + 64)).readUInt32LE(4),
      );
    },
  };
}

/** Decodes the arenas of a namespace from `start` on (4 KiB for version 1.1, 0 for 2.0). */
export function readArenas(readAt: ReadAt, start = 4096): ArenaReading[] {
  const arenas: ArenaReading[] = [];
  for (let at = start; ; ) {
    const arena = readArena(readAt, at);
    arenas.push(arena);
    if (!arena.sumHolds || arena.nextoff === 0) return arenas;
    at += arena.nextoff;
  }
}
