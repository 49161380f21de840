/** Machines put aside under a name, each in a file like the state's own, beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Machine, openMachine } from './machine.ts';
import { makeFolder } from './make-folder.ts';
import { EXIT, refusal } from './refusal.ts';
import { replaceFile } from './replace-file.ts';
import { decodeState, encodeState } from './state-file.ts';

const FOLDER = 'snapshots';
const NAME = /^\w[\w.-]*$/;

const snapshotFile = (folder: string, name: string): string => join(folder, FOLDER, name);

/** Keeps the machine under a name, which may be taken: the older snapshot goes. */
export function saveSnapshot(folder: string, name: string, machine: Machine, pid: number): void {
  if (!NAME.test(name))
    throw refusal(`snapshot: '${name}' is no name (letters, digits, dots, dashes)`, EXIT.usage);
  const { request, firmware, kernel, history } = machine;
  const data = encodeState({ request, firmware, kernel: kernel.state, history });
  try {
    makeFolder(join(folder, FOLDER));
    replaceFile(snapshotFile(folder, name), data, pid);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw refusal(`${folder}: the snapshot cannot be kept here (${code})`, EXIT.state);
  }
}

/** The machine as it was when the snapshot was made; a name that was never given is refused. */
export function loadSnapshot(folder: string, name: string): Machine {
  const file = snapshotFile(folder, name);
  let data: Uint8Array;
  try {
    if (!NAME.test(name)) throw refusal('');
    data = readFileSync(file);
  } catch {
    const names = snapshotNames(folder);
    const known = names.length > 0 ? `there are ${names.join(', ')}` : "'memsim snapshot NAME' makes one";
    throw refusal(`no snapshot is called '${name}': ${known}`);
  }
  const { firmware, kernel, request, history } = decodeState(data, file);
  return openMachine(firmware, kernel, request, history);
}

/** Names of the snapshots, in order. */
export function snapshotNames(folder: string): string[] {
  try {
    return readdirSync(join(folder, FOLDER))
      .filter((name) => NAME.test(name) && !name.endsWith('.tmp'))
      .sort();
  } catch {
    return [];
  }
}
