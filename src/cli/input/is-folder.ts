/** Folders among paths of the host. */
import { statSync } from 'node:fs';

/** Tests for a folder, also behind a link; false for a path that cannot be read. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
