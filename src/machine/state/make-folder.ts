/** Folders made one at a time: node's own recursive form never returns below /proc, which says ENOENT for ever. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Only the user looks into a folder of memsim's; those above it are as the umask has them. */
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
 * Makes `folder` (mode 0700) and what is missing above it. A folder that is there keeps its mode. Throws what
 * the system says when that cannot be done.
 */
export const makeFolder = (folder: string): void => make(folder, OWN);
