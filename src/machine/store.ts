/** Where a machine is kept between two commands: one file in a folder, replaced whole. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type LockOptions, takeLock } from './lock.ts';
import { type Machine, openMachine } from './machine.ts';
import { EXIT, refusal } from './refusal.ts';
import { replaceFile } from './replace-file.ts';
import { decodeState, encodeState } from './state-file.ts';

export interface Store {
  /** The saved machine; undefined when there is none. */
  load(): Machine | undefined;
  /** Saves the machine: readers see the old state or the new one, never a part. */
  save(machine: Machine): void;
  /** Forgets the saved machine; false when there was none. */
  remove(): boolean;
  /** Keeps other writers out; returns what lets them in again. */
  lock(): () => void;
  folder: string;
}

const STATE = 'state';
const LOCK = 'lock';

function guarded<T>(folder: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw error;
    const why = `${folder}: state cannot be kept here (${code}); choose a folder with --state or MEMSIM_STATE`;
    throw refusal(why, EXIT.state);
  }
}

/** A store in `folder`; nothing is touched before something is asked of it. */
export function openStore(folder: string, lockOptions: LockOptions): Store {
  const file = join(folder, STATE);

  const read = (): Uint8Array | undefined => {
    try {
      return readFileSync(file);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw error;
    }
  };

  return {
    folder,
    load: () =>
      guarded(folder, () => {
        const data = read();
        if (data === undefined) return undefined;
        const saved = decodeState(data, file);
        return openMachine(saved.firmware, saved.kernel, saved.request, saved.history);
      }),
    save: ({ request, firmware, kernel, history }) =>
      guarded(folder, () => {
        const data = encodeState({ request, firmware, kernel: kernel.state, history });
        replaceFile(file, data, lockOptions.pid);
      }),
    remove: () =>
      guarded(folder, () => {
        const existed = read() !== undefined;
        rmSync(file, { force: true });
        return existed;
      }),
    lock: () =>
      guarded(folder, () => {
        mkdirSync(folder, { recursive: true });
        return takeLock(join(folder, LOCK), lockOptions);
      }),
  };
}
