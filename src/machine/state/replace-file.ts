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
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Seal } from './header.ts';
import { type ByteRange, runsOf } from './lazy/source.ts';
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

/** Bytes that are written at once. A large file is copied through this room, since it is never in memory whole. */
const ROOM = 512 * 1024;

/** Writes all ranges. The state of a large machine has thousands, which would be a system call each. */
function writeRanges(fd: number, ranges: readonly ByteRange[]): void {
  const total = ranges.reduce((sum, { length }) => sum + length, 0);
  const room = Buffer.allocUnsafeSlow(Math.min(ROOM, total));
  let filled = 0;
  for (const { source, at, length } of runsOf(ranges))
    for (let done = 0; done < length; ) {
      const count = Math.min(length - done, room.length - filled);
      source.copy(at + done, count, room, filled);
      done += count;
      filled += count;
      if (filled < room.length) continue;
      writeFileSync(fd, room);
      filled = 0;
    }
  writeFileSync(fd, room.subarray(0, filled));
}

function writeWhole(path: string, dataFor: (seal: Seal) => readonly ByteRange[]): void {
  const fd = openSync(path, 'wx', OWN);
  try {
    const { ino } = fstatSync(fd);
    const time = Date.now();
    writeRanges(fd, dataFor({ ino, time }));
    futimesSync(fd, time / 1000, time / 1000);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Writes a new file beside `path` and renames it there. The caller locks `path` against other writers.
 *
 * @param dataFor returns the bytes in ranges, which may contain the seal of the file
 * @param before called when the new file is complete and the old one still in place
 * @throws the error of the system call; then the old file is unchanged and the new one removed
 */
export function replaceFile(
  path: string,
  dataFor: (seal: Seal) => readonly ByteRange[],
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
