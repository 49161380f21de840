/**
 * The states before and after the present one: files of the state folder, one for each change of the machine,
 * named by the number of the operation that led to it. Undo and redo move the present state between them.
 */
import { copyFileSync, linkSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { nothingKept, type Operation, withDoneOf } from './kept.ts';
import { makeFolder } from './make-folder.ts';
import { notesIn, type OpenFolder, replacePresent, stampOf } from './present.ts';
import { removeFile } from './remove-file.ts';
import { replaceFile } from './replace-file.ts';
import { encodeKept, encodeState, type Notes, withLessons } from './state-file.ts';

/** Number and size in bytes of the states that are kept beside the present one, at most. */
const MAX_FILES = 50;
const MAX_BYTES = 64 * 1024 * 1024;
const NAME = /^\d{9}$/;

const nameOf = (number: number): string => `${number}`.padStart(9, '0');

/** One side of the present state. */
export type Side = 'undo' | 'redo';

/** An operation and its place. */
export interface ListedOperation extends Operation {
  /** `undone` for one that redo does again. */
  place: 'done' | 'present' | 'undone';
}

/** The numbers of the operations on a side, ascending. */
function numbersIn(folder: string, side: Side): number[] {
  try {
    return readdirSync(join(folder, side))
      .filter((name) => NAME.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

export const fileOf = (folder: string, side: Side, number: number): string =>
  join(folder, side, nameOf(number));

/** Gives a file a second name, or copies it where the file system has no links. */
function keepAs(file: string, name: string): void {
  removeFile(name);
  for (const keep of [linkSync, copyFileSync])
    try {
      keep(file, name);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      if (keep === copyFileSync) throw error;
    }
}

/** The smallest number above those of the operations on both sides; 0 without any. */
export const unusedNumber = (folder: string): number =>
  Math.max(-1, ...numbersIn(folder, 'undo'), ...numbersIn(folder, 'redo')) + 1;

/** Copies the present state, that of operation `number`, to a side; no effect without a state. */
function keepState(folder: string, side: Side, number: number, state: string): void {
  makeFolder(join(folder, side));
  keepAs(state, fileOf(folder, side, number));
}

/**
 * Keeps the state before an operation for undo: where there was none, that nothing was booted. A state that cannot
 * be read is not kept.
 *
 * @param operation the one that led to the present state
 * @param present the notes of the present state
 */
export function keepBefore(opened: OpenFolder, operation: Operation, present: Notes | undefined): void {
  const { folder, file, pid } = opened;
  if (present !== undefined) keepState(folder, 'undo', operation.number, file);
  else if (stampOf(file) === undefined) {
    const nothing = encodeKept({ ...nothingKept(), operation });
    makeFolder(join(folder, 'undo'));
    replaceFile(fileOf(folder, 'undo', operation.number), (seal) => encodeState(nothing, seal), pid);
  }
}

/** Removes the undone states, after another command has run. */
export function forgetUndone(folder: string): void {
  for (const number of numbersIn(folder, 'redo')) removeFile(fileOf(folder, 'redo', number));
}

/** Removes the oldest states, so that their number and size stay bounded. */
export function prune(folder: string): void {
  let bytes = 0;
  for (const [i, number] of numbersIn(folder, 'undo').reverse().entries()) {
    const file = fileOf(folder, 'undo', number);
    bytes += statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (i >= MAX_FILES || (i > 0 && bytes > MAX_BYTES)) removeFile(file);
  }
}

/** The nearest operation on a side: the greatest below `number`, or the smallest above it. */
export const nearest = (folder: string, side: Side, number: number): number | undefined =>
  side === 'undo'
    ? numbersIn(folder, side).findLast((other) => other < number)
    : numbersIn(folder, side).find((other) => other > number);

/** Undoes or redoes one operation. Returns it, or undefined if there is none. */
export function step(opened: OpenFolder, way: Side): Operation | undefined {
  const { folder, file } = opened;
  const present = notesIn(file);
  if (present === undefined) return undefined;
  const { number, argv } = present.operation;
  const target = nearest(folder, way, number);
  if (target === undefined) return undefined;
  const path = fileOf(folder, way, target);
  const { operation, lessons, encoded } = notesIn(path)!;
  const next = withLessons(encoded, withDoneOf(lessons, present.lessons));
  replacePresent(opened, next, () => keepState(folder, way === 'undo' ? 'redo' : 'undo', number, file));
  removeFile(path);
  return way === 'undo' ? { number, argv } : operation;
}

/** Operations that undo and redo reach, and the present one between them; oldest first. */
export function listOperations({ folder, file }: OpenFolder): ListedOperation[] {
  const present = notesIn(file);
  if (present === undefined) return [];
  const { number } = present.operation;
  const listed = (side: Side, place: ListedOperation['place']): ListedOperation[] =>
    numbersIn(folder, side)
      .filter((other) => (side === 'undo' ? other < number : other > number))
      .flatMap((other) => notesIn(fileOf(folder, side, other)) ?? [])
      .map(({ operation }) => ({ ...operation, place }));
  return [...listed('undo', 'done'), { ...present.operation, place: 'present' }, ...listed('redo', 'undone')];
}
