/** The owner of a lock: its name in the lock, and a test whether that process still runs. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { visible } from '../../lib/controls.ts';

/** Process ids, and the state of other processes. */
export interface Processes {
  pid: number;
  isAlive(pid: number): boolean;
  /** A word that changes when a pid is reused; undefined where the system does not provide it. */
  startOf?(pid: number): string | undefined;
}

export interface Owner {
  pid: number;
  /** `0` where the start time of a process is unknown. */
  start: string;
}

const UNKNOWN = '0';
/** Field of /proc/PID/stat behind the state, which comes first after the command name. */
const START = 19;
/** States of a process that has ended: zombie, dead. */
const ENDED = new Set(['Z', 'X', 'x']);

/**
 * Clock ticks from boot to the start of a process, from /proc/PID/stat (proc_pid_stat(5)); `ended` for one that
 * has ended; undefined where /proc is missing or closed to other users (hidepid).
 */
export function startOfProcess(pid: number): string | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return ENDED.has(fields[0] ?? '') ? 'ended' : fields[START];
}

const MAX_SHOWN = 60;

/** The command line of a running memsim, `memsim exec -- bash`; undefined where /proc does not show it. */
export function commandOfProcess(pid: number): string | undefined {
  let words: string[];
  try {
    words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return undefined;
  }
  const at = words.findIndex((word) => basename(word) === 'memsim');
  if (at < 0) return undefined;
  const text = ['memsim', ...words.slice(at + 1)].join(' ');
  return visible(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}..` : text).replaceAll('\n', ' ');
}

let count = 0;

/** The name of this process in a lock: pid, start time, and a word that is unique to the lock. */
export const nameOwner = ({ pid, startOf = startOfProcess }: Processes): string =>
  `${pid}-${startOf(pid) ?? UNKNOWN}-${Date.now().toString(36)}x${count++}`;

/** Reads such a name; undefined for anything else. */
export function parseOwner(name: string): Owner | undefined {
  const found = /^(\d{1,10})-(\w{1,24})-[0-9a-z]{1,24}$/.exec(name);
  return found === null ? undefined : { pid: Number(found[1]), start: found[2]! };
}

/** Tests whether the process that took the lock runs. The own pid belongs to an earlier process that had it. */
export function isRunning({ pid, start }: Owner, processes: Processes): boolean {
  if (pid <= 0 || pid === processes.pid || !processes.isAlive(pid)) return false;
  const { startOf = startOfProcess } = processes;
  const now = startOf(pid);
  return now === undefined || (now !== 'ended' && (start === UNKNOWN || start === now));
}
