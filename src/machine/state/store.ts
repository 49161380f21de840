/** Persistent storage of a machine between commands: one file in a folder, replaced whole. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Machine, openMachine, savedMachine } from '../machine.ts';
import { guarded } from './guarded.ts';
import { type Kept, type LessonProgress, nothingKept, type Operation } from './kept.ts';
import { sameEncoded } from './lazy/encoded.ts';
import type { Taken } from './lazy/text.ts';
import { type LockOptions, takeLock } from './lock.ts';
import { makeFolder } from './make-folder.ts';
import { encodeNotes } from './notes.ts';
import {
  fileOf,
  forgetUndone,
  keepBefore,
  type ListedOperation,
  listOperations,
  nearest,
  prune,
  type Side,
  step,
  unusedNumber,
} from './operations.ts';
import { loadKept, type OpenFolder, presentNotes, replacePresent, stampOf } from './present.ts';
import { putAside } from './snapshots.ts';
import { encodeMachine, STATE_FILE } from './state-file.ts';

/** Contents of the state folder before or after a command. */
export interface Contents {
  machine: Machine | undefined;
  lessons: LessonProgress;
}

export interface Store {
  /** The saved state; without a file, no machine and no lesson. */
  load(): Promise<Contents>;
  /**
   * Replaces the saved state atomically. When the machine or the lesson changed, the state before is kept for
   * undo, and `argv` is entered as the operation; before the first one nothing is booted.
   *
   * @param taken the state of the machine, where it was taken and has not changed since
   */
  save(contents: Contents, argv: readonly string[], taken?: Taken): void;
  /** Saves in the middle of an operation: later saves belong to the same one, which undo reverts as a whole. */
  checkpoint(contents: Contents, argv: readonly string[]): void;
  /** The machine before the last operation; undefined if there is none. */
  loadPrevious(): Promise<Machine | undefined>;
  /** Saves a machine that is about to be replaced as a snapshot; returns the name of the snapshot. */
  putAside(machine: Machine, verb: string): string | undefined;
  /** Changes with each save; undefined without a saved state. */
  stamp(): string | undefined;
  /** Bytes of the saved state; 0 without one. */
  size(): number;
  /** Undoes or redoes one operation. Returns it, or undefined if there is none. */
  step(way: Side): Operation | undefined;
  /** Operations that undo and redo reach, oldest first. */
  operations(): ListedOperation[];
  /** Takes the lock against other writers; returns a function that releases it. */
  lock(): () => void;
  folder: string;
}

const LOCK = 'lock';

const contentsOf = ({ machine, lessons }: Kept): Contents => ({
  machine: machine === null ? undefined : openMachine(machine),
  lessons,
});

function save(opened: OpenFolder, contents: Contents, argv: readonly string[], taken?: Taken): void {
  const { folder, begun } = opened;
  const { machine, lessons } = contents;
  const before = presentNotes(opened);
  const operation = before?.operation ?? { number: unusedNumber(folder), argv: [] };
  const saved = machine === undefined ? null : savedMachine(machine);
  const encoded = encodeMachine(saved, taken);
  const isSame = before !== undefined && sameEncoded(encoded.machine, before.machine);
  const isStep = !isSame && (before === undefined || operation.number !== begun);
  const own = isStep ? { number: operation.number + 1, argv: [...argv] } : operation;
  const notes = encodeNotes({ operation: own, lessons, machine: saved });
  if (isSame && sameEncoded(notes, before.encoded.notes)) return;
  replacePresent(opened, { ...encoded, notes }, () => {
    if (isStep) keepBefore(opened, operation, before);
  });
  if (!isStep) return;
  forgetUndone(folder);
  prune(folder);
}

/** Saves, and makes the operation that this began the one that later saves belong to. */
function checkpoint(opened: OpenFolder, contents: Contents, argv: readonly string[]): void {
  const before = presentNotes(opened)?.operation.number;
  guarded(opened.folder, () => save(opened, contents, argv));
  const after = presentNotes(opened)?.operation.number;
  if (after !== before) opened.begun = after;
}

async function loadPrevious(opened: OpenFolder): Promise<Machine | undefined> {
  const { folder } = opened;
  const number = nearest(folder, 'undo', presentNotes(opened)?.operation.number ?? 0);
  if (number === undefined) return undefined;
  const found = await loadKept(opened, fileOf(folder, 'undo', number));
  return found && contentsOf(found).machine;
}

function lock(folder: string, options: LockOptions): () => void {
  makeFolder(folder);
  return takeLock(join(folder, LOCK), options);
}

/** The store in `folder`. The file system is not accessed before the first call. */
export function openStore(folder: string, lockOptions: LockOptions): Store {
  const file = join(folder, STATE_FILE);
  const { pid } = lockOptions;
  const opened: OpenFolder = { folder, file, pid };
  return {
    folder,
    load: async () => contentsOf((await loadKept(opened, file)) ?? nothingKept()),
    save: (contents, argv, taken) => guarded(folder, () => save(opened, contents, argv, taken)),
    checkpoint: (contents, argv) => checkpoint(opened, contents, argv),
    loadPrevious: () => loadPrevious(opened),
    putAside: (machine, verb) => putAside(folder, machine, verb, pid),
    stamp: () => stampOf(file),
    size: () => statSync(file, { throwIfNoEntry: false })?.size ?? 0,
    step: (way) => guarded(folder, () => step(opened, way)),
    operations: () => guarded(folder, () => listOperations(opened)),
    lock: () => guarded(folder, () => lock(folder, lockOptions)),
  };
}
