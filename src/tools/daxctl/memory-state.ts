/**
 * Onlining and offlining of a device's memory, with daxctl's messages (dev_online_memory, dev_offline_memory
 * of daxctl/device.c, 76.1).
 */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { eprint, plural } from '../util/console.ts';
import type { Run } from './command.ts';
import { memorySections, offlineMemory, onlineMemory, onlineSections } from './lib/memory.ts';
import type { DaxMemory } from './lib/model.ts';

/** The device's blocks are already in the requested state: neither an error nor work done. */
export const ALREADY = 1;

const sections = (count: number): string => plural(count, 'memory section');

/** Number of online blocks; a negative errno (reported) if it cannot be determined. */
function countOnline(run: Run, mem: DaxMemory): number {
  const online = onlineSections(mem);
  if (online < 0)
    eprint(run.con, `${mem.device.name}: failed to determine online state: ${strerror(online)}\n`);
  return online;
}

interface Counts {
  total: number;
  online: number;
}

/** Number of blocks and of online blocks; a negative errno (reported) on failure. */
function countSections(run: Run, mem: DaxMemory): Counts | number {
  const total = memorySections(mem);
  if (total < 0) {
    eprint(run.con, `${mem.device.name}: failed to get number of memory sections\n`);
    return total;
  }
  const online = countOnline(run, mem);
  return online < 0 ? online : { total, online };
}

const RACE_WARNING =
  '  WARNING: detected a race while onlining memory\n' +
  '  Some memory may not be in the expected zone. It is\n' +
  '  recommended to disable any other onlining mechanisms,\n' +
  '  and retry. If onlining is to be left to other agents,\n' +
  '  use the --no-online option to suppress this warning\n';

export interface MemoryOptions {
  /** Target zone of the blocks. */
  zone: 'movable' | 'normal';
  verbose: boolean;
}

/** 0, 1 when all blocks were online already, or a negative errno. */
export function bringOnline(run: Run, mem: DaxMemory, options: MemoryOptions): number {
  const { name } = mem.device;
  const before = countSections(run, mem);
  if (typeof before === 'number') return before;
  if (before.online > 0) eprint(run.con, `${name}:\n${RACE_WARNING}`);
  if (before.online === before.total) {
    eprint(run.con, `${name}: all memory sections (${before.online}) already online\n`);
    return ALREADY;
  }
  if (before.online > 0) eprint(run.con, `${name}: ${sections(before.online)} already online\n`);

  const rc = onlineMemory(mem, options.zone);
  if (rc < 0) {
    eprint(run.con, `${name}: failed to online memory: ${strerror(rc)}\n`);
    return rc;
  }
  if (options.verbose) eprint(run.con, `${name}: ${sections(rc)} onlined\n`);

  const after = countOnline(run, mem);
  if (after < 0) return after;
  if (after >= before.total) return 0;
  eprint(run.con, `${name}: failed to online ${before.total - after} memory sections\n`);
  return -ERRNO.ENXIO;
}

/** 0, 1 when all blocks were offline already, or a negative errno. */
export function takeOffline(run: Run, mem: DaxMemory, options: { verbose: boolean }): number {
  const { name } = mem.device;
  const before = countSections(run, mem);
  if (typeof before === 'number') return before;
  const offline = before.total - before.online;
  if (offline === before.total) {
    eprint(run.con, `${name}: all memory sections (${offline}) already offline\n`);
    return ALREADY;
  }
  if (offline > 0) eprint(run.con, `${name}: ${sections(offline)} already offline\n`);

  const rc = offlineMemory(mem);
  if (rc < 0) {
    eprint(run.con, `${name}: failed to offline memory: ${strerror(rc)}\n`);
    return rc;
  }
  if (options.verbose) eprint(run.con, `${name}: ${sections(rc)} offlined\n`);

  const after = countOnline(run, mem);
  if (after <= 0) return after;
  eprint(run.con, `${name}: failed to offline ${after} memory sections\n`);
  return -ERRNO.ENXIO;
}
