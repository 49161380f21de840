/** Where a machine is kept between two commands: one file in a folder, replaced whole. */
import { copyFileSync, linkSync, lstatSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Machine, openMachine, savedMachine } from '../machine.ts';
import { guarded } from './guarded.ts';
import { type LockOptions, takeLock } from './lock.ts';
import { makeFolder } from './make-folder.ts';
import { readPlainFile } from './read-file.ts';
import { replaceFile } from './replace-file.ts';
import { decodeState, encodeState } from './state-file.ts';

export interface Store {
  /** The saved machine; undefined when there is none. */
  load(): Machine | undefined;
  /** Saves the machine: readers see the old state or the new one, never a part. */
  save(machine: Machine): void;
  /** The machine as it was saved the time before; undefined when there is none. */
  loadPrevious(): Machine | undefined;
  /** Another one once something else is saved; undefined when nothing is. */
  stamp(): string | undefined;
  /** Forgets the saved machine; false when there was none. */
  remove(): boolean;
  /** Keeps other writers out; returns what lets them in again. */
  lock(): () => void;
  folder: string;
}

const STATE = 'state';
/** The state before the last save: what explains the last command. */
const PREVIOUS = 'state.before';
const LOCK = 'lock';

/** Gives a file a second name; where there are no links it is copied, where there is no file it is not. */
function keepAs(file: string, name: string): void {
  rmSync(name, { force: true });
  for (const keep of [linkSync, copyFileSync])
    try {
      keep(file, name);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      if (keep === copyFileSync) throw error;
    }
}

/** A store in `folder`; nothing is touched before something is asked of it. */
export function openStore(folder: string, lockOptions: LockOptions): Store {
  const file = join(folder, STATE);
  const previous = join(folder, PREVIOUS);

  const loadFrom = (path: string): Machine | undefined =>
    guarded(folder, () => {
      const data = readPlainFile(path);
      return data && openMachine(decodeState(data, path));
    });

  return {
    folder,
    load: () => loadFrom(file),
    loadPrevious: () => loadFrom(previous),
    save: (machine) =>
      guarded(folder, () => {
        const data = encodeState(savedMachine(machine));
        replaceFile(file, data, lockOptions.pid, () => keepAs(file, previous));
      }),
    stamp: () => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat && `${stat.ino}:${stat.mtimeMs}:${stat.size}`;
    },
    remove: () =>
      guarded(folder, () => {
        const existed = lstatSync(file, { throwIfNoEntry: false }) !== undefined;
        rmSync(file, { force: true });
        rmSync(previous, { force: true });
        return existed;
      }),
    lock: () =>
      guarded(folder, () => {
        makeFolder(folder);
        return takeLock(join(folder, LOCK), lockOptions);
      }),
  };
}
