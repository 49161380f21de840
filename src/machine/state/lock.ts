/**
 * One writer at a time: a lock file that holds the writer's process id. A lock whose writer is gone is
 * taken over; a living writer is waited for, but not for ever.
 */
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { EXIT, refusal } from '../refusal.ts';

export interface LockOptions {
  pid: number;
  isAlive(pid: number): boolean;
  /** Milliseconds to wait for another writer. */
  patience: number;
}

/** Milliseconds between two tries. */
const RETRY = 20;

const errorCode = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** True when the lock is now ours. */
function tryLock(path: string, pid: number): boolean {
  let fd: number;
  try {
    fd = openSync(path, 'wx');
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  writeSync(fd, `${pid}\n`);
  closeSync(fd);
  return true;
}

/** Who holds the lock: NaN while its holder has not written yet, undefined when it is gone. */
function holder(path: string): number | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text === '' ? Number.NaN : Number(text);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Removes a dead writer's lock. The rename lets only one of several finders do it. */
function breakLock(path: string, dead: number, pid: number): void {
  const aside = `${path}.stale.${pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  const moved = holder(aside);
  if (moved === dead) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

/**
 * Takes the lock file at `path`; waits while another process holds it.
 *
 * @returns what gives the lock back
 * @throws a refusal (exit 3) when the other one does not let go in time
 */
export function takeLock(path: string, options: LockOptions): () => void {
  const start = performance.now();
  while (!tryLock(path, options.pid)) {
    const other = holder(path);
    if (other !== undefined && !Number.isNaN(other) && !options.isAlive(other)) {
      breakLock(path, other, options.pid);
      continue;
    }
    if (performance.now() - start > options.patience) {
      const who = other === undefined || Number.isNaN(other) ? 'another memsim' : `process ${other}`;
      throw refusal(`state is locked by ${who}; if no memsim runs, remove ${path}`, EXIT.state);
    }
    sleep(RETRY);
  }
  return () => rmSync(path, { force: true });
}
