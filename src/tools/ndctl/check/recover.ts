/**
 * Recovery of the first info block of a BTT, from the copy at the end of its arena or from the fields left
 * in the damaged one (btt_recover_first_sb of ndctl/check.c, 76.1).
 */
import { ERRNO } from '../../../lib/errno.ts';
import { alignDown, alternateHex, PAGE_SIZE } from '../../../lib/units.ts';
import { info } from '../../util/sysfs.ts';
import { bttHolds, decodeBtt, INFO_BLOCK_SIZE } from '../lib/infoblock.ts';
import { type BttDevice, readInfoBlock, readValidInfoBlock, restoreInfoBlock } from './device.ts';

const ARENA_MIN = 2 ** 24;
/** Bytes of the largest arena. */
export const ARENA_MAX = 2 ** 39;

/** BTT 1.1 begins 4 KiB into the namespace, 2.0 at its start. */
export const START_OFFSETS = [4096, 0] as const;

/** Number of arenas that fit, and the bytes left over; undefined if not even one fits. */
function estimateArenas(size: number): { arenas: number; remaining: number } | undefined {
  let arenas = 0;
  let remaining = size;
  for (; remaining > ARENA_MAX; arenas++) remaining -= ARENA_MAX;
  if (remaining >= ARENA_MIN) return { arenas: arenas + 1, remaining: 0 };
  return arenas === 0 ? undefined : { arenas, remaining };
}

/** Offset of a BTT of the block's version; -1 for an unknown version. */
function expectedStart(block: Uint8Array): number {
  const { major, minor } = decodeBtt(block);
  if (major === 1 && minor === 1) return START_OFFSETS[0];
  return major === 2 && minor === 0 ? START_OFFSETS[1] : -1;
}

/** Fields in which arenas differ, as [offset, length] in the info block, checksum last. */
const ARENA_FIELDS = [
  [48, 4],
  [60, 4],
  [68, 4],
  [80, 40],
  [INFO_BLOCK_SIZE - 8, 8],
] as const;

/** The last arena's block with the fields of the damaged first one. */
function merged(last: Uint8Array, first: Uint8Array): Uint8Array {
  const block = Uint8Array.from(last);
  for (const [offset, length] of ARENA_FIELDS) block.set(first.subarray(offset, offset + length), offset);
  return block;
}

/** Restores the info block at `start`. 0, or the reason why that failed. */
function recoverAt(device: BttDevice, start: number): number {
  const fn = '__btt_recover_first_sb';
  const estimate = estimateArenas(device.rawSize - start);
  if (estimate === undefined) return -ERRNO.EINVAL;
  const { arenas, remaining } = estimate;
  info(device.log, fn, `estimated arenas: ${arenas}, remaining bytes: ${alternateHex(remaining)}`);
  const damaged = readInfoBlock(device, start);
  if (typeof damaged === 'number') return damaged;

  const lastBlock = alignDown(device.rawSize - remaining, PAGE_SIZE) - INFO_BLOCK_SIZE;
  const endOfFirst = arenas === 1 ? lastBlock : ARENA_MAX - INFO_BLOCK_SIZE + start;
  info(device.log, fn, `Attempting recover info-block from end-of-arena offset ${alternateHex(endOfFirst)}`);
  const copy = readValidInfoBlock(device, endOfFirst);
  if (typeof copy !== 'number')
    return expectedStart(copy) === start ? restoreInfoBlock(device, copy, start) : -ERRNO.ENXIO;

  if (arenas > 1) {
    info(device.log, fn, `Attempting to recover info-block from end offset ${alternateHex(lastBlock)}`);
    const last = readValidInfoBlock(device, lastBlock);
    if (typeof last === 'number') return last;
    const block = merged(last, damaged);
    if (bttHolds(block, device.parentUuid)) return restoreInfoBlock(device, block, start);
  }

  // The library uses only the low 32 bits of the offset.
  const offset = Number(BigInt.asUintN(32, decodeBtt(damaged).info2Offset));
  const highest = Math.min(device.rawSize, ARENA_MAX + start) - INFO_BLOCK_SIZE;
  if (offset === 0 || offset > highest) return -ERRNO.ENXIO;
  info(device.log, fn, `Attempting to recover info-block from info2 offset ${alternateHex(offset)}`);
  const pointed = readValidInfoBlock(device, offset + start);
  return typeof pointed === 'number' ? pointed : restoreInfoBlock(device, pointed, start);
}

/** Restores the first info block for either version. Returns the BTT's offset, or a negative errno. */
export function recoverFirstBlock(device: BttDevice): number {
  let rc = 0;
  for (const start of START_OFFSETS) {
    rc = recoverAt(device, start);
    if (rc === 0) return start;
  }
  return rc;
}
