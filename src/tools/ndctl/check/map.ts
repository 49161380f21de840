/**
 * The map of an arena, from external blocks to internal ones (ndctl/check.c, 76.1). It can have a hundred
 * million entries, nearly all of them never written; those are skipped in runs.
 */
import { dataView } from '../../../lib/bytes/data-view.ts';
import { alternateHex } from '../../../lib/units.ts';
import { err, info } from '../../util/sysfs.ts';
import type { Arena } from './arena.ts';
import { proposeRepair, readMapped, writeRaw } from './device.ts';

/** Flags of a normal entry: neither trimmed nor in error. An entry without flags was never written. */
const NORMAL = 0xc0000000;
const BLOCK_MASK = 0x3fffffff;
const ENTRY_SIZE = 4;
const PIECE = 2 ** 18;

/** The internal block of an entry; an entry that was never written maps to its own index. */
const blockOf = (raw: number, lba: number): number => ((raw & NORMAL) === 0 ? lba : raw & BLOCK_MASK);

/** The internal block of an external one. */
export function mapLookup(arena: Arena, lba: number): number {
  const bytes = readMapped(arena.device, arena.mapOffset + lba * ENTRY_SIZE, ENTRY_SIZE);
  return blockOf(dataView(bytes).getUint32(0, true), lba);
}

export interface MapVisitor<T> {
  /** Called for the internal block of one entry; a result ends the walk. */
  block: (block: number) => T | undefined;
  /** Called for `count` entries from `first` on that map to themselves. */
  identity: (first: number, count: number) => T | undefined;
}

/** Walks the map in order until a visit returns a result. */
export function walkMap<T>(arena: Arena, visit: MapVisitor<T>): T | undefined {
  for (let first = 0; first < arena.externalLbas; first += PIECE) {
    const count = Math.min(PIECE, arena.externalLbas - first);
    const bytes = readMapped(arena.device, arena.mapOffset + first * ENTRY_SIZE, count * ENTRY_SIZE);
    const result = walkPiece(bytes, first, count, visit);
    if (result !== undefined) return result;
  }
  return undefined;
}

function walkPiece<T>(bytes: Uint8Array, first: number, count: number, visit: MapVisitor<T>): T | undefined {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entry = (i: number): number => words.getUint32(i * ENTRY_SIZE, true);
  for (let i = 0; i < count; ) {
    const from = i;
    while (i < count && entry(i) === 0) i++;
    let result = i > from ? visit.identity(first + from, i - from) : undefined;
    if (result === undefined && i < count) {
      result = visit.block(blockOf(entry(i), first + i));
      i++;
    }
    if (result !== undefined) return result;
  }
  return undefined;
}

/** Maps an entry to a block, or reports that as a needed repair. 0 or a negative errno. */
export function updateMap(arena: Arena, lba: number, block: number): number {
  const { device } = arena;
  const fn = 'btt_map_write';
  if (!device.repair) {
    const wanted = `map[${alternateHex(lba)}] needs to be updated to ${alternateHex(block)}`;
    err(device.log, fn, `Arena ${arena.number}: ${wanted}`);
    proposeRepair(device);
    return 0;
  }
  info(device.log, fn, `Arena ${arena.number}: Updating map[${alternateHex(lba)}] to ${alternateHex(block)}`);
  const bytes = new Uint8Array(ENTRY_SIZE);
  new DataView(bytes.buffer).setUint32(0, (block | NORMAL) >>> 0, true);
  return writeRaw(device, arena.mapOffset + lba * ENTRY_SIZE, bytes);
}
