/**
 * The states before and after the present one: files of the state folder, one for each change of the machine,
 * named by the number of the operation that led to it. Undo and redo move the present state between them.
 */
import { copyFileSync, linkSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';
import { removeFile } from './remove-file.ts';

/** Number and size in bytes of the states that are kept beside the present one, at most. */
const MAX_FILES = 50;
const MAX_BYTES = 64 * 1024 * 1024;
const NAME = /^\d{9}$/;

const nameOf = (number: number): string => `${number}`.padStart(9, '0');

/** One side of the present state. */
export type Side = 'undo' | 'redo';

/** The numbers of the operations on a side, ascending. */
export function numbersIn(folder: string, side: Side): number[] {
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

/** Copies the present state, that of operation `number`, to a side; no effect without a state. */
export function keepState(folder: string, side: Side, number: number, state: string): void {
  makeFolder(join(folder, side));
  keepAs(state, fileOf(folder, side, number));
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
