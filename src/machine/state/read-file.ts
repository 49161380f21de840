/** Reads files of the state folder: plain files only, no pipe, device or link. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { EXIT, refusal } from '../refusal.ts';
import { fileSource } from './file-source.ts';
import { rangeOf } from './lazy/source.ts';
import type { StateBytes } from './state-file.ts';

/** Bytes of a file that is read at once. */
const SMALL = 256 * 1024;
/** Bytes of the largest file that is read: a machine with ten thousand namespaces has some 30 MB. */
const LIMIT = 1024 * 1024 * 1024;

/** Opens without following a link or waiting for the other end of a pipe. */
const SAFELY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const notPlain = (path: string): Error =>
  refusal(
    `${path}: not a plain file; memsim keeps its state in plain files and reads nothing else`,
    EXIT.state,
  );

/** The descriptor; undefined where there is no such file. */
function open(path: string): number | undefined {
  try {
    return openSync(path, SAFELY);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'ELOOP' || code === 'EMLINK' || code === 'ENXIO') throw notPlain(path);
    throw error;
  }
}

/**
 * A plain file, of which a large one stays open and is read in parts; undefined where there is none.
 *
 * @throws a refusal (exit 3) for a link, a folder, a pipe, a device, or a file beyond 1 GiB; the error of the
 *   system call when it cannot be read
 */
export function readPlainFile(path: string): StateBytes | undefined {
  const fd = open(path);
  if (fd === undefined) return undefined;
  let staysOpen = false;
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw notPlain(path);
    if (stat.size > LIMIT) throw refusal(`${path}: larger than 1 GiB`, EXIT.state);
    const seal = { ino: stat.ino, time: Math.round(stat.mtimeMs) };
    if (stat.size <= SMALL) return { file: rangeOf(readFileSync(fd)), seal, path };
    staysOpen = true;
    return { file: { source: fileSource(fd, path), at: 0, length: stat.size }, seal, path };
  } finally {
    if (!staysOpen) closeSync(fd);
  }
}
