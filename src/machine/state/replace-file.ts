/** Replaces a file atomically: readers see the old one or the new one, never a part, also after a power cut. */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  openSync,
  readdirSync,
  renameSync,
  writeFileSync,
  writevSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Seal } from './header.ts';
import { removeFile } from './remove-file.ts';

/** Mode of the files of the state folder, for the user only. */
const OWN = 0o600;

let count = 0;

/** The prefix of incomplete files, which no other file of memsim has. */
const prefixOf = (path: string): string => `.${basename(path)}.`;

/** Removes new files that crashed processes left beside `path`; none is being written there. */
function sweep(path: string): void {
  const folder = dirname(path);
  const prefix = prefixOf(path);
  for (const name of readdirSync(folder))
    if (name.startsWith(prefix) && name.endsWith('.tmp')) removeFile(join(folder, name));
}

/** Pieces of one system call; IOV_MAX of Linux. */
const AT_ONCE = 1024;

/** Writes all pieces. The state of a large machine has thousands, which would be a system call each. */
function writePieces(fd: number, pieces: readonly Uint8Array[]): void {
  for (let at = 0; at < pieces.length; ) {
    const batch = pieces.slice(at, at + AT_ONCE);
    let written = writevSync(fd, batch);
    while (batch.length > 0 && written >= batch[0]!.length) {
      written -= batch.shift()!.length;
      at++;
    }
    // The system call may write less than it was given: the rest of the piece is written alone.
    if (batch.length > 0) {
      writeFileSync(fd, batch[0]!.subarray(written));
      at++;
    }
  }
}

function writeWhole(path: string, dataFor: (seal: Seal) => readonly Uint8Array[]): void {
  const fd = openSync(path, 'wx', OWN);
  try {
    const { ino } = fstatSync(fd);
    const time = Date.now();
    writePieces(fd, dataFor({ ino, time }));
    futimesSync(fd, time / 1000, time / 1000);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Writes a new file beside `path` and renames it there. The caller locks `path` against other writers.
 *
 * @param dataFor returns the bytes in pieces, which may contain the seal of the file
 * @param before called when the new file is complete and the old one still in place
 * @throws the error of the system call; then the old file is unchanged and the new one removed
 */
export function replaceFile(
  path: string,
  dataFor: (seal: Seal) => readonly Uint8Array[],
  pid: number,
  before = (): void => {},
): void {
  sweep(path);
  const temporary = join(dirname(path), `${prefixOf(path)}${pid}-${Date.now().toString(36)}-${count++}.tmp`);
  try {
    writeWhole(temporary, dataFor);
    before();
    renameSync(temporary, path);
  } catch (error) {
    removeFile(temporary);
    throw error;
  }
}
