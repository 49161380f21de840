/** The check of a whole BTT: its start, its arenas, their logs and maps (ndctl/check.c, 76.1). */
import { err } from '../../util/sysfs.ts';
import { discoverArenas } from './arena.ts';
import { checkArenas } from './check.ts';
import { type BttDevice, readValidInfoBlock } from './device.ts';
import { findLogSlots, readLog } from './log.ts';
import { recoverFirstBlock, START_OFFSETS } from './recover.ts';

const FN = 'namespace_check';

/** Offset of the BTT. Recovers its first info block if possible. Or a negative errno. */
function findStart(device: BttDevice): number {
  for (const start of START_OFFSETS) if (typeof readValidInfoBlock(device, start) !== 'number') return start;
  const start = recoverFirstBlock(device);
  if (start < 0) {
    err(device.log, FN, 'Unable to recover any BTT info blocks');
    err(device.log, FN, 'This may not be a sector mode namespace');
    return start;
  }
  const block = readValidInfoBlock(device, start);
  return typeof block === 'number' ? block : start;
}

/**
 * Checks the BTT on a raw device.
 *
 * @param rewrite rewrites the log of each consistent arena
 * @returns 0 or a negative errno; all faults are reported
 */
export function checkBtt(device: BttDevice, rewrite: boolean): number {
  const start = findStart(device);
  if (start < 0) return start;
  const arenas = discoverArenas(device, start);
  if (typeof arenas === 'number') return arenas;
  for (const arena of arenas) {
    const rc = findLogSlots(arena, readLog(arena));
    if (rc === 0) continue;
    err(device.log, FN, 'Unable to deduce log/padding indices');
    return rc;
  }
  return checkArenas(arenas, rewrite);
}
