/** Machines saved under a name, each in a file of the form of the state file. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Machine, openMachine, savedMachine } from '../machine.ts';
import { EXIT, refusal } from '../refusal.ts';
import { guarded } from './guarded.ts';
import { nothingKept } from './kept.ts';
import { makeFolder } from './make-folder.ts';
import { readPlainFile } from './read-file.ts';
import { removeFile } from './remove-file.ts';
import { replaceFile } from './replace-file.ts';
import { decodeState, encodeKept, encodeState } from './state-file.ts';

const FOLDER = 'snapshots';
const NAME = /^\w[\w.-]*$/;

const snapshotFile = (folder: string, name: string): string => join(folder, FOLDER, name);

/** Saves the machine under a name; an older snapshot of this name is replaced. */
export function saveSnapshot(folder: string, name: string, machine: Machine, pid: number): void {
  if (!NAME.test(name))
    throw refusal(`snapshot: '${name}' is no name (letters, digits, dots, dashes)`, EXIT.usage);
  const encoded = encodeKept({ ...nothingKept(), machine: savedMachine(machine) });
  guarded(folder, () => {
    makeFolder(join(folder, FOLDER));
    replaceFile(snapshotFile(folder, name), (seal) => encodeState(encoded, seal), pid);
  });
}

function noSnapshot(folder: string, name: string): Error {
  const names = snapshotNames(folder);
  const known = names.length > 0 ? `there are ${names.join(', ')}` : "'memsim snapshot NAME' makes one";
  return refusal(`no snapshot is called '${name}'; ${known}`);
}

/** The machine as it was when the snapshot was made; refuses an unknown name. */
export async function loadSnapshot(folder: string, name: string): Promise<Machine> {
  if (!NAME.test(name)) throw noSnapshot(folder, name);
  const file = snapshotFile(folder, name);
  const bytes = guarded(folder, () => readPlainFile(file));
  if (bytes === undefined) throw noSnapshot(folder, name);
  const { machine } = await decodeState(bytes);
  if (machine === null) throw noSnapshot(folder, name);
  return openMachine(machine);
}

/** Names of snapshots that memsim made itself. */
const PUT_ASIDE = /^before-[a-z]+-(\d+)$/;
/** Maximum number kept. */
const MAX_PUT_ASIDE = 10;

const numberOf = (name: string): number => Number(PUT_ASIDE.exec(name)?.[1] ?? 0);

/**
 * Saves a machine that is about to be replaced. The oldest of these snapshots is removed above the maximum number.
 *
 * @param verb the command that replaces it
 * @returns the name of the snapshot, `before-boot-1`
 */
export function putAside(folder: string, machine: Machine, verb: string, pid: number): string {
  const before = snapshotNames(folder)
    .filter((name) => PUT_ASIDE.test(name))
    .sort((a, b) => numberOf(a) - numberOf(b));
  const name = `before-${verb}-${numberOf(before.at(-1) ?? '') + 1}`;
  saveSnapshot(folder, name, machine, pid);
  guarded(folder, () => {
    for (const old of before.slice(0, Math.max(0, before.length + 1 - MAX_PUT_ASIDE)))
      removeFile(snapshotFile(folder, old));
  });
  return name;
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
