/** Removing one file. */
import { unlinkSync } from 'node:fs';

/** Removes a file, if it is there. Unlike rmSync(), it loads no more of Node. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
