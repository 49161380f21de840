/**
 * The arenas of a BTT and the offsets of their parts (btt_discover_arenas, btt_parse_meta of ndctl/check.c,
 * 76.1).
 */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { alignDown, alternateHex, PAGE_SIZE } from '../../../lib/units.ts';
import { err, info } from '../../util/sysfs.ts';
import { bttHolds, decodeBtt, INFO_BLOCK_SIZE } from '../lib/infoblock.ts';
import { type BttDevice, readInfoBlock, restoreInfoBlock } from './device.ts';
import { ARENA_MAX } from './recover.ts';

const ERROR_FLAG = 1;

/** Offsets are those in the namespace. */
export interface Arena {
  device: BttDevice;
  number: number;
  size: number;
  /** Blocks visible to users; the number of internal blocks is greater by `freeBlocks`. */
  externalLbas: number;
  internalLbas: number;
  freeBlocks: number;
  /** False for the last arena. */
  hasNext: boolean;
  infoOffset: number;
  mapOffset: number;
  logOffset: number;
  info2Offset: number;
  /** The two slots in use out of the four of a log group. */
  logSlots: [number, number];
}

function parseArena(device: BttDevice, number: number, block: Uint8Array, start: number): Arena | number {
  const meta = decodeBtt(block);
  if ((meta.internalLbas - meta.externalLbas) >>> 0 !== meta.freeBlocks) return -ERRNO.ENXIO;
  if (meta.internalLbaSize !== meta.externalLbaSize) return -ERRNO.ENXIO;
  const next = Number(meta.nextOffset);
  const info2Offset = start + Number(meta.info2Offset);
  if ((meta.flags & ERROR_FLAG) !== 0) {
    err(device.log, 'btt_parse_meta', 'Info block error flag is set, aborting');
    return -ERRNO.ENXIO;
  }
  return {
    device,
    number,
    size: next > 0 ? next : info2Offset - start + INFO_BLOCK_SIZE,
    externalLbas: meta.externalLbas,
    internalLbas: meta.internalLbas,
    freeBlocks: meta.freeBlocks,
    hasNext: next !== 0,
    infoOffset: start,
    mapOffset: start + Number(meta.mapOffset),
    logOffset: start + Number(meta.logOffset),
    info2Offset,
    logSlots: [0, 1],
  };
}

/** The info block of the arena at `start`, restored from its copy when it is damaged; or a negative errno. */
function arenaBlock(
  device: BttDevice,
  number: number,
  start: number,
  remaining: number,
): Uint8Array | number {
  const fn = 'btt_discover_arenas';
  const block = readInfoBlock(device, start);
  if (typeof block === 'number' || bttHolds(block, device.parentUuid)) return block;
  const end = remaining <= ARENA_MAX ? alignDown(device.rawSize, PAGE_SIZE) : start + ARENA_MAX;
  const offset = end - INFO_BLOCK_SIZE;
  info(device.log, fn, `Arena ${number}: Attempting recover info-block using info2`);
  const copy = readInfoBlock(device, offset);
  if (typeof copy === 'number') {
    err(device.log, fn, `Unable to read backup info block (offset ${alternateHex(offset)})`);
    return copy;
  }
  if (!bttHolds(copy, device.parentUuid)) {
    err(device.log, fn, `Backup info block (offset ${alternateHex(offset)}) verification failed`);
    return -ERRNO.ENXIO;
  }
  const rc = restoreInfoBlock(device, copy, start);
  if (rc === 0) return copy;
  err(device.log, fn, `Restoration of the info block failed: ${strerror(rc)} (${rc})`);
  return rc;
}

/** All arenas from the one at `start` on; or a negative errno. */
export function discoverArenas(device: BttDevice, start: number): Arena[] | number {
  const fn = 'btt_discover_arenas';
  const arenas: Arena[] = [];
  let remaining = device.rawSize;
  for (let offset = start; remaining > 0; ) {
    const number = arenas.length;
    const block = arenaBlock(device, number, offset, remaining);
    if (typeof block === 'number') return block;
    const arena = parseArena(device, number, block, offset);
    if (typeof arena === 'number') {
      err(device.log, fn, `Problem parsing arena[${number}] metadata`);
      return arena;
    }
    arenas.push(arena);
    if (!arena.hasNext) break;
    remaining -= arena.size;
    offset += arena.size;
  }
  info(device.log, fn, `found ${arenas.length} BTT arena${arenas.length > 1 ? 's' : ''}`);
  return arenas;
}
