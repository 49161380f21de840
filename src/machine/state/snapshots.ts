/** Machines put aside under a name, each in a file like the state's own, beside it. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Machine, openMachine, savedMachine } from '../machine.ts';
import { EXIT, refusal } from '../refusal.ts';
import { guarded } from './guarded.ts';
import { makeFolder } from './make-folder.ts';
import { readPlainFile } from './read-file.ts';
import { replaceFile } from './replace-file.ts';
import { decodeState, encodeState } from './state-file.ts';

const FOLDER = 'snapshots';
const NAME = /^\w[\w.-]*$/;

const snapshotFile = (folder: string, name: string): string => join(folder, FOLDER, name);

/** Keeps the machine under a name, which may be taken: the older snapshot goes. */
export function saveSnapshot(folder: string, name: string, machine: Machine, pid: number): void {
  if (!NAME.test(name))
    throw refusal(`snapshot: '${name}' is no name (letters, digits, dots, dashes)`, EXIT.usage);
  const data = encodeState(savedMachine(machine));
  guarded(folder, () => {
    makeFolder(join(folder, FOLDER));
    replaceFile(snapshotFile(folder, name), data, pid);
  });
}

function noSnapshot(folder: string, name: string): Error {
  const names = snapshotNames(folder);
  const known = names.length > 0 ? `there are ${names.join(', ')}` : "'memsim snapshot NAME' makes one";
  return refusal(`no snapshot is called '${name}': ${known}`);
}

/** The machine as it was when the snapshot was made; a name that was never given is refused. */
export function loadSnapshot(folder: string, name: string): Machine {
  if (!NAME.test(name)) throw noSnapshot(folder, name);
  const file = snapshotFile(folder, name);
  const data = guarded(folder, () => readPlainFile(file));
  if (data === undefined) throw noSnapshot(folder, name);
  return openMachine(decodeState(data, file));
}

/** Names of the snapshots, in order. Refuses when the folder cannot be read. */
export function snapshotNames(folder: string): string[] {
  return guarded(folder, () => {
    try {
      return readdirSync(join(folder, FOLDER))
        .filter((name) => NAME.test(name))
        .sort();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return [];
      throw error;
    }
  });
}
