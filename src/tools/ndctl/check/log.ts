/** The log of an arena: one group of four slots for each free block (ndctl/check.c, 76.1). */
import { dataView } from '../../../lib/bytes/data-view.ts';
import { ERRNO } from '../../../lib/errno.ts';
import { err, info } from '../../util/sysfs.ts';
import type { Arena } from './arena.ts';
import { readMapped, writeRaw } from './device.ts';

const SLOT_SIZE = 16;
const SLOTS = 4;
const GROUP_SIZE = SLOT_SIZE * SLOTS;

export interface LogEntry {
  lba: number;
  oldBlock: number;
  newBlock: number;
  seq: number;
}

/** The four slots of a lane, of which two are in use. */
export type LogGroup = LogEntry[];

/** All groups of the log, one for each lane. */
export function readLog(arena: Arena): LogGroup[] {
  const bytes = readMapped(arena.device, arena.logOffset, arena.freeBlocks * GROUP_SIZE);
  const words = dataView(bytes);
  const entry = (at: number): LogEntry => ({
    lba: words.getUint32(at, true),
    oldBlock: words.getUint32(at + 4, true),
    newBlock: words.getUint32(at + 8, true),
    seq: words.getUint32(at + 12, true),
  });
  return Array.from({ length: arena.freeBlocks }, (_, lane) =>
    Array.from({ length: SLOTS }, (_, slot) => entry(lane * GROUP_SIZE + slot * SLOT_SIZE)),
  );
}

/** Index (0 or 1) of the slot in use that holds the older entry. Sequence numbers go 1, 2, 3, 1. */
function olderSlot(first: number, second: number): number {
  if (first === 0) return 0;
  if (first < second) return second - first === 1 ? 0 : 1;
  return first - second === 1 ? 1 : 0;
}

/** The current entry of a lane. */
export function currentEntry(arena: Arena, group: LogGroup): LogEntry {
  const [first, second] = arena.logSlots.map((slot) => group[slot]!) as [LogEntry, LogEntry];
  return olderSlot(first.seq, second.seq) === 0 ? second : first;
}

const isPadding = (entry: LogEntry): boolean =>
  entry.lba === 0 && entry.oldBlock === 0 && entry.newBlock === 0 && entry.seq === 0;

/** Tests whether a group fits the slots that an earlier group showed; the second may still be unused. */
const fitsSlots = (group: LogGroup, [first, second]: number[]): boolean =>
  group.every((entry, slot) => slot === second || isPadding(entry) === (slot !== first));

/**
 * Determines the two slots in use: (0, 1), or (0, 2) as kernels before 4.15 wrote them. A group that was
 * never written shows only its first slot; if that holds for all groups, the new form is assumed.
 *
 * @returns 0, or -ENXIO if the groups disagree
 */
export function findLogSlots(arena: Arena, log: LogGroup[]): number {
  const slots: number[] = [];
  let pristine = true;
  for (const group of log) {
    if (slots.length === 2) {
      if (!fitsSlots(group, slots)) return -ERRNO.ENXIO;
      continue;
    }
    let padding = 0;
    for (const [slot, entry] of group.entries()) {
      if (slots.length === 2) {
        if (slot !== slots[0] && slot !== slots[1] && !isPadding(entry)) return -ERRNO.ENXIO;
      } else if (isPadding(entry)) padding++;
      else if (slot !== slots[0]) slots.push(slot);
    }
    if (padding < 3) pristine = false;
  }
  if (!pristine && slots.length < 2) return -ERRNO.ENXIO;
  const [first = -1, second = -1] = pristine ? [slots[0], 1] : slots;
  if (first !== 0 || (second !== 1 && second !== 2)) {
    err(arena.device.log, 'log_set_indices', 'Found an unknown padding scheme');
    return -ERRNO.ENXIO;
  }
  arena.logSlots = [first, second];
  info(arena.device.log, 'log_set_indices', `arena[${arena.number}]: log_index_0 = ${first}`);
  info(arena.device.log, 'log_set_indices', `arena[${arena.number}]: log_index_1 = ${second}`);
  return 0;
}

/**
 * Rewrites the log in its initial form: the current entry of each lane in its first slot, zeroes elsewhere.
 * Both slot forms read that correctly.
 *
 * @returns 0 or a negative errno
 */
export function rewriteLog(arena: Arena, log: LogGroup[]): number {
  info(arena.device.log, 'btt_rewrite_log', `arena ${arena.number}: rewriting log`);
  const bytes = new Uint8Array(log.length * GROUP_SIZE);
  const words = dataView(bytes);
  for (const [lane, group] of log.entries()) {
    const { lba, oldBlock, newBlock } = currentEntry(arena, group);
    [lba, oldBlock, newBlock, 1].forEach((value, i) => {
      words.setUint32(lane * GROUP_SIZE + i * 4, value, true);
    });
  }
  return writeRaw(arena.device, arena.logOffset, bytes);
}
