/** The checks of an arena's log and map, in their order (btt_check_arenas of ndctl/check.c, 76.1). */

import { ERRNO } from '../../../lib/errno.ts';
import { alternateHex } from '../../../lib/units.ts';
import { err, info } from '../../util/sysfs.ts';
import { INFO_BLOCK_SIZE } from '../lib/infoblock.ts';
import type { Arena } from './arena.ts';
import { addBlock, addBlocks, blockSet, isFull } from './block-set.ts';
import { announce, proposeRepair, readMapped, writeRaw } from './device.ts';
import { currentEntry, type LogGroup, readLog, rewriteLog } from './log.ts';
import { mapLookup, updateMap, walkMap } from './map.ts';

/** Description of a fault, printed after the arena's name. */
type Fault = string;

const BITMAP_FAULT = 'bitmap error: internal blocks are incorrectly referenced';
const MAX_SEQ = 3;

function checkLog(arena: Arena, log: LogGroup[]): Fault | undefined {
  const [first, second] = arena.logSlots;
  for (const group of log) {
    const [a, b] = [group[first]!.seq, group[second]!.seq];
    if (a === b) return 'found a pair of log entries with the same sequence number';
    if (a > MAX_SEQ || b > MAX_SEQ) return 'found a log entry with an out of bounds sequence number';
  }
  for (const group of log) {
    const entry = currentEntry(arena, group);
    if (entry.lba >= arena.externalLbas) return 'found a log entry with an out of bounds LBA';
    if (entry.oldBlock >= arena.internalLbas) return "found a log entry with an out of bounds 'old' mapping";
    if (entry.newBlock >= arena.internalLbas) return "found a log entry with an out of bounds 'new' mapping";
  }
  return undefined;
}

const checkMap = (arena: Arena): Fault | undefined =>
  walkMap<Fault>(arena, {
    block: (block) => (block >= arena.internalLbas ? 'found a map entry that is out of bounds' : undefined),
    identity: () => undefined,
  });

/**
 * Checks each log entry against its map entry. The log may be ahead if power was lost between the two writes.
 */
function checkLogAgainstMap(arena: Arena, log: LogGroup[]): Fault | undefined {
  let fault: Fault | undefined;
  for (const [lane, group] of log.entries()) {
    const { lba, oldBlock, newBlock } = currentEntry(arena, group);
    const mapped = mapLookup(arena, lba);
    if (newBlock === mapped || oldBlock !== mapped) continue;
    const ahead = `log[${lane}].new_map (${alternateHex(newBlock)}) doesn't match map[${alternateHex(lba)}] (${alternateHex(mapped)})`;
    info(arena.device.log, 'btt_check_log_map', `arena ${arena.number}: ${ahead}`);
    if (updateMap(arena, lba, newBlock) !== 0)
      fault = 'found a log entry that does not match with a map entry';
  }
  return fault;
}

/** Repairs the copy of the info block. 0 or a negative errno. */
function checkInfo2(arena: Arena): number {
  const { device } = arena;
  const block = readMapped(device, arena.infoOffset, INFO_BLOCK_SIZE);
  const copy = readMapped(device, arena.info2Offset, INFO_BLOCK_SIZE);
  if (Buffer.compare(block, copy) === 0) return 0;
  if (device.repair) {
    announce(device, `Arena ${arena.number}: Restoring BTT info2`);
    return writeRaw(device, arena.info2Offset, block);
  }
  err(device.log, 'btt_copy_to_info2', `Arena ${arena.number}: BTT info2 needs to be restored`);
  proposeRepair(device);
  return 0;
}

/** Checks that map and log together name each block exactly once. */
function checkBlocks(arena: Arena, log: LogGroup[]): Fault | undefined {
  const seen = blockSet(arena.internalLbas);
  const complain = (block: number, by: string): Fault => {
    const text = `arena ${arena.number}: internal block ${alternateHex(block)} is referenced by two ${by} entries`;
    info(arena.device.log, 'btt_check_bitmap', text);
    return BITMAP_FAULT;
  };
  const twice = walkMap<Fault>(arena, {
    block: (block) => (addBlock(seen, block) ? undefined : complain(block, 'map')),
    identity(first, count) {
      const block = addBlocks(seen, first, count);
      return block === undefined ? undefined : complain(block, 'map');
    },
  });
  if (twice !== undefined) return twice;
  for (const group of log) {
    const { oldBlock } = currentEntry(arena, group);
    if (!addBlock(seen, oldBlock)) return complain(oldBlock, 'map/log');
  }
  return isFull(seen) ? undefined : BITMAP_FAULT;
}

function checkArena(arena: Arena, rewrite: boolean): Fault | undefined {
  const log = readLog(arena);
  const before = checkLog(arena, log) ?? checkMap(arena) ?? checkLogAgainstMap(arena, log);
  if (before !== undefined) return before;
  const copied = checkInfo2(arena);
  if (copied !== 0) return `unknown error: ${copied}`;
  const blocks = checkBlocks(arena, log);
  if (blocks !== undefined || !rewrite) return blocks;
  return rewriteLog(arena, log) === 0
    ? undefined
    : 'rewrite-log error: log may be in an unknown/unrecoverable state';
}

/**
 * Checks the arenas in order, up to the first one with a fault. Faults are reported.
 *
 * @param rewrite rewrites the log of each consistent arena
 * @returns 0 or -ENXIO
 */
export function checkArenas(arenas: Arena[], rewrite: boolean): number {
  for (const arena of arenas) {
    info(arena.device.log, 'btt_check_arenas', `checking arena ${arena.number}`);
    const fault = checkArena(arena, rewrite);
    if (fault === undefined) continue;
    err(arena.device.log, 'btt_xlat_status', `arena ${arena.number}: ${fault}`);
    return -ERRNO.ENXIO;
  }
  return 0;
}
