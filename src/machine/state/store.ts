/** Persistent storage of a machine between commands: one file in a folder, replaced whole. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Machine, openMachine, savedMachine } from '../machine.ts';
import { isRefusal } from '../refusal.ts';
import { guarded, guardedAsync } from './guarded.ts';
import { type Kept, type LessonProgress, nothingKept, type Operation, withDoneOf } from './kept.ts';
import type { Taken } from './lazy/take.ts';
import { type LockOptions, takeLock } from './lock.ts';
import { makeFolder } from './make-folder.ts';
import { fileOf, forgetUndone, keepState, nearest, numbersIn, prune, type Side } from './operations.ts';
import { readPlainFile } from './read-file.ts';
import { removeFile } from './remove-file.ts';
import { replaceFile } from './replace-file.ts';
import { putAside } from './snapshots.ts';
import {
  decodeNotes,
  encodeKept,
  encodeMachine,
  encodeNotes,
  encodeState,
  type Notes,
  openState,
  STATE_FILE,
  sameMachine,
  withLessons,
} from './state-file.ts';

/** Contents of the state folder before or after a command. */
export interface Contents {
  machine: Machine | undefined;
  lessons: LessonProgress;
}

/** An operation and its place. */
interface ListedOperation extends Operation {
  /** `undone` for one that redo does again. */
  place: 'done' | 'present' | 'undone';
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

/** The store in `folder`. The file system is not accessed before the first call. */
export function openStore(folder: string, lockOptions: LockOptions): Store {
  const file = join(folder, STATE_FILE);

  /** Number of the operation that a checkpoint began. */
  let begun: number | undefined;
  /** The notes of the state that was loaded last, and its stamp. */
  let loaded: { notes: Notes; stamp: string | undefined } | undefined;

  const kept = async (path: string): Promise<Kept | undefined> =>
    guardedAsync(folder, async () => {
      const before = stamp();
      const bytes = readPlainFile(path);
      if (bytes === undefined) return undefined;
      const { kept: record, notes } = await openState(bytes);
      if (path === file) loaded = { notes, stamp: before };
      return record;
    });

  const notesIn = (path: string): Notes | undefined => {
    const bytes = readPlainFile(path);
    return bytes && decodeNotes(bytes);
  };

  const stamp = (): string | undefined => {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat && `${stat.ino}:${stat.mtimeMs}:${stat.size}`;
  };

  /** The notes of the present state; undefined where there is none that can be read. */
  function presentNotes(): Notes | undefined {
    if (loaded?.stamp !== undefined && loaded.stamp === stamp()) return loaded.notes;
    try {
      return notesIn(file);
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw error;
    }
  }

  /** A number that no operation of the folder has. */
  const nextNumber = (): number =>
    Math.max(0, ...numbersIn(folder, 'undo'), ...numbersIn(folder, 'redo')) + 1;

  /** Keeps the state before an operation for undo: where there was none, that nothing was booted. */
  function keepBefore(operation: Operation, before: Notes | undefined): void {
    if (before !== undefined) keepState(folder, 'undo', operation.number, file);
    else if (stamp() === undefined) {
      const nothing = encodeKept({ ...nothingKept(), operation });
      makeFolder(join(folder, 'undo'));
      replaceFile(
        fileOf(folder, 'undo', operation.number),
        (seal) => encodeState(nothing, seal),
        lockOptions.pid,
      );
    }
  }

  function save({ machine, lessons }: Contents, argv: readonly string[], taken?: Taken): void {
    guarded(folder, () => {
      const before = presentNotes();
      const operation = before?.operation ?? { number: nextNumber() - 1, argv: [] };
      const saved = machine === undefined ? null : savedMachine(machine);
      const encodedMachine = encodeMachine(saved, taken);
      const isSame = before !== undefined && sameMachine(encodedMachine, before.encoded);
      const isStep = !isSame && (before === undefined || operation.number !== begun);
      const own = isStep ? { number: operation.number + 1, argv: [...argv] } : operation;
      const notes = encodeNotes({ operation: own, lessons, machine: saved });
      if (isSame && Buffer.compare(notes, before.encoded.notes) === 0) return;
      const encoded = { ...encodedMachine, notes };
      replaceFile(
        file,
        (seal) => encodeState(encoded, seal),
        lockOptions.pid,
        () => {
          if (isStep) keepBefore(operation, before);
        },
      );
      if (!isStep) return;
      forgetUndone(folder);
      prune(folder);
    });
  }

  return {
    folder,
    stamp,
    save,
    checkpoint(contents, argv) {
      const before = presentNotes()?.operation.number;
      save(contents, argv);
      const after = presentNotes()?.operation.number;
      if (after !== before) begun = after;
    },
    putAside: (machine, verb) => putAside(folder, machine, verb, lockOptions.pid),
    load: async () => contentsOf((await kept(file)) ?? nothingKept()),
    async loadPrevious() {
      const number = nearest(folder, 'undo', presentNotes()?.operation.number ?? 0);
      if (number === undefined) return undefined;
      const found = await kept(fileOf(folder, 'undo', number));
      return found && contentsOf(found).machine;
    },
    step: (way) =>
      guarded(folder, () => {
        const present = notesIn(file);
        if (present === undefined) return undefined;
        const { number, argv } = present.operation;
        const target = nearest(folder, way, number);
        if (target === undefined) return undefined;
        const path = fileOf(folder, way, target);
        const { operation, lessons, encoded } = notesIn(path)!;
        const kept = withDoneOf(lessons, present.lessons);
        replaceFile(
          file,
          (seal) => encodeState(withLessons(encoded, kept), seal),
          lockOptions.pid,
          () => keepState(folder, way === 'undo' ? 'redo' : 'undo', number, file),
        );
        removeFile(path);
        return way === 'undo' ? { number, argv } : operation;
      }),
    operations: () =>
      guarded(folder, () => {
        const present = notesIn(file);
        if (present === undefined) return [];
        const { number } = present.operation;
        const listed = (side: Side, place: ListedOperation['place']): ListedOperation[] =>
          numbersIn(folder, side)
            .filter((other) => (side === 'undo' ? other < number : other > number))
            .flatMap((other) => notesIn(fileOf(folder, side, other)) ?? [])
            .map(({ operation }) => ({ ...operation, place }));
        return [
          ...listed('undo', 'done'),
          { ...present.operation, place: 'present' as const },
          ...listed('redo', 'undone'),
        ];
      }),
    lock: () =>
      guarded(folder, () => {
        makeFolder(folder);
        return takeLock(join(folder, LOCK), lockOptions);
      }),
  };
}
