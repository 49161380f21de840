/** The state file of a folder, and the notes of it that a process keeps between two accesses. */
import { statSync } from 'node:fs';
import { isRefusal } from '../refusal.ts';
import { guardedAsync } from './guarded.ts';
import type { Kept } from './kept.ts';
import { readPlainFile } from './read-file.ts';
import { replaceFile } from './replace-file.ts';
import { type EncodedState, encodeState, type Notes, openState, readNotes } from './state-file.ts';

/** A state folder in use by a process. */
export interface OpenFolder {
  folder: string;
  /** Path of the state file. */
  file: string;
  /** The process, which names its incomplete files. */
  pid: number;
  /** The notes of the state that was loaded last, and its stamp. */
  loaded?: { notes: Notes; stamp: string | undefined };
  /** Number of the operation that a checkpoint began. */
  begun?: number | undefined;
}

/** Changes with each replacement of the file; undefined where there is none. */
export function stampOf(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat && `${stat.ino}:${stat.mtimeMs}:${stat.size}`;
}

/** The record of the state file, or of one beside it; undefined where there is none. */
export const loadKept = async (opened: OpenFolder, path: string): Promise<Kept | undefined> =>
  guardedAsync(opened.folder, async () => {
    const stamp = stampOf(opened.file);
    const bytes = readPlainFile(path);
    if (bytes === undefined) return undefined;
    const { kept, notes } = await openState(bytes);
    if (path === opened.file) opened.loaded = { notes, stamp };
    return kept;
  });

/** The notes of a file, read again each time; undefined where there is none. */
export function notesIn(path: string): Notes | undefined {
  const bytes = readPlainFile(path);
  return bytes && readNotes(bytes);
}

/** The notes of the present state; undefined where there is none that can be read. */
export function presentNotes({ file, loaded }: OpenFolder): Notes | undefined {
  if (loaded?.stamp !== undefined && loaded.stamp === stampOf(file)) return loaded.notes;
  try {
    return notesIn(file);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/**
 * Replaces the state file.
 *
 * @param before called when the new file is complete and the old one still in place
 */
export function replacePresent({ file, pid }: OpenFolder, state: EncodedState, before: () => void): void {
  replaceFile(file, (seal) => encodeState(state, seal), pid, before);
}
