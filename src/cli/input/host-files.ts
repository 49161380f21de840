/** Files of the host: the real ones, and none for scratch machines. */
import { appendFileSync, closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { refusal } from '../../machine/refusal.ts';

/** Access to files of the host. */
export interface HostAccess {
  /**
   * Reads a whole file, also a pipe.
   *
   * @throws the error of the system call; a refusal beyond 256 MiB
   */
  read(path: string): Uint8Array;
  /** Writes a file. Throws the error of the system call. */
  write(path: string, data: string | Uint8Array): void;
  /** Appends to a file, which is created if missing. Throws the error of the system call. */
  append(path: string, data: string | Uint8Array): void;
}

/** Bytes that are read of one file or of standard input, at most. */
const READ_LIMIT = 256 * 1024 * 1024;
/** Bytes of one read. */
const PIECE = 65536;

/**
 * Collects pieces until one is empty.
 *
 * @param what the source, for the refusal
 */
export function readPieces(what: string, next: (buffer: Uint8Array) => number): Uint8Array {
  const pieces: Uint8Array[] = [];
  const buffer = new Uint8Array(PIECE);
  let total = 0;
  for (let length = next(buffer); length > 0; length = next(buffer)) {
    total += length;
    if (total > READ_LIMIT) throw refusal(`${what}: larger than 256 MiB`);
    pieces.push(buffer.slice(0, length));
  }
  return Buffer.concat(pieces);
}

/** The files of the user. */
export const HOST_FILES: HostAccess = {
  read(path) {
    const fd = openSync(path, 'r');
    try {
      return readPieces(path, (buffer) => readSync(fd, buffer));
    } finally {
      closeSync(fd);
    }
  },
  write: (path, data) => writeFileSync(path, data),
  append: (path, data) => appendFileSync(path, data),
};

function refuse(path: string): never {
  throw refusal(`${path}: a scratch machine has no access to files of the host`);
}

/** No files: scripts and logs from elsewhere run on scratch machines. */
export const NO_HOST_FILES: HostAccess = { read: refuse, write: refuse, append: refuse };
