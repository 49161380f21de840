/** Creates folders one at a time: node's recursive form never returns below /proc, where mkdir() fails with ENOENT. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Mode of a folder of memsim's, for the user only; folders above it get the mode of the umask. */
const OWN = 0o700;

function make(folder: string, mode: number | undefined): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) make(parent, undefined);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    if (!isFolder(folder)) throw error;
  }
}

/**
 * Creates `folder` (mode 0700) and missing folders above it. An existing folder keeps its mode. Throws the error of
 * the system call.
 */
export const makeFolder = (folder: string): void => make(folder, OWN);
