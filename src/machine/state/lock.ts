/**
 * One writer at a time. The lock is a symbolic link whose target names its owner: the link appears with its
 * content in one system call, so that neither a kill nor a full disk leaves a lock without an owner. A lock
 * whose owner has ended is replaced; for a running owner, takeLock() waits until a timeout.
 *
 * A stale lock is replaced by a rename, after its finder took a guard: a lock of the same kind, named after
 * the stale one. No other process changes the stale lock meanwhile, so that the lock of a third process is never
 * overwritten. A guard left by a crash is stale in turn, and is replaced in the same way.
 */
import { lstatSync, readdirSync, readlinkSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EXIT, refusal } from '../refusal.ts';
import {
  commandOfProcess,
  isRunning,
  nameOwner,
  type Owner,
  type Processes,
  parseOwner,
} from './lock-owner.ts';
import { removeFile } from './remove-file.ts';

export interface LockOptions extends Processes {
  /** Milliseconds to wait for another writer. */
  timeout: number;
}

/** Milliseconds between two tries. */
const RETRY = 20;
/** Guards above guards: each level is a process that ended while it replaced the one below. */
const MAX_DEPTH = 8;

/** Data of a process that takes a lock. */
interface Claim {
  /** The lock of the folder, which guards are named after. */
  base: string;
  /** The process in its locks; no two claims have the same name. */
  name: string;
  processes: Processes;
}

interface Found {
  owner: Owner | undefined;
  /** Unique to the lock. */
  id: string;
}

/** The result of `act`; undefined where it fails with `code`. */
function unless<T>(code: string, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return undefined;
    throw error;
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Makes the lock; false when there is one. */
const publish = (path: string, { name }: Claim): boolean =>
  unless('EEXIST', () => {
    symlinkSync(name, path);
    return true;
  }) ?? false;

/** Reads a lock; undefined when there is none. A file that memsim did not write has no owner. */
function lookAt(path: string): Found | undefined {
  return unless('ENOENT', () => {
    const name = unless('EINVAL', () => readlinkSync(path)) ?? '';
    const owner = parseOwner(name);
    if (owner !== undefined) return { owner, id: name };
    const { ino, mtimeNs } = lstatSync(path, { bigint: true });
    return { owner, id: `${ino}-${mtimeNs}` };
  });
}

/**
 * Puts this process's lock where a stale one is; its guard is held.
 *
 * @returns false when the owner of the folder's lock swept the new one away meanwhile
 */
function replace(path: string, { base, name }: Claim): boolean {
  const temporary = `${base}.${name}.new`;
  symlinkSync(name, temporary);
  try {
    renameSync(temporary, path);
    return true;
  } catch (error) {
    removeFile(temporary);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function release(path: string, { name }: Claim): void {
  if (lookAt(path)?.id === name) removeFile(path);
}

/** Takes the lock at `path`, or replaces a stale one; false while another process holds it. */
function take(path: string, claim: Claim, depth = 0): boolean {
  if (publish(path, claim)) return true;
  const found = lookAt(path);
  if (found === undefined || depth > MAX_DEPTH) return false;
  if (found.owner !== undefined && isRunning(found.owner, claim.processes)) return false;
  const guard = `${claim.base}.${found.id}`;
  if (!take(guard, claim, depth + 1)) return false;
  try {
    return lookAt(path)?.id === found.id && replace(path, claim);
  } finally {
    release(guard, claim);
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // A folder, or removed already: locks do not depend on it.
  }
}

/** Removes guards that crashed processes left; they are unused, since the lock is held. */
function sweep({ base, name }: Claim): void {
  const prefix = `${basename(base)}.`;
  const folder = dirname(base);
  for (const file of readdirSync(folder))
    if (file.startsWith(prefix) && !file.startsWith(`${prefix}${name}`)) removeQuietly(join(folder, file));
}

/**
 * Takes the lock at `path`; waits while another process holds it. The own pid in a lock belongs to an earlier
 * process that had it: no process takes a lock twice.
 *
 * @returns a function that releases the lock, unless another process holds it by then
 * @throws a refusal (exit 3) after the timeout; an Error with the system's code when the lock cannot be created
 */
export function takeLock(path: string, options: LockOptions): () => void {
  const claim: Claim = { base: path, name: nameOwner(options), processes: options };
  // The clock is looked at only to wait: Node loads ten modules for it.
  let start: number | undefined;
  while (!take(path, claim)) {
    start ??= performance.now();
    if (performance.now() - start >= options.timeout) {
      const owner = lookAt(path)?.owner;
      const command = owner && commandOfProcess(owner.pid);
      const runs = command === undefined ? '' : ` ('${command}')`;
      const who = owner === undefined ? 'another memsim' : `process ${owner.pid}${runs}`;
      throw refusal(`state is locked by ${who}; if no memsim runs, remove ${path}`, EXIT.state);
    }
    sleep(RETRY);
  }
  sweep(claim);
  return () => release(path, claim);
}
