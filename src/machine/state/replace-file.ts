/** Replacing a file whole: readers see the old one or the new one, never a part. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes `data` beside `path` and renames it there; `pid` keeps two writers' files apart. */
export function replaceFile(path: string, data: Uint8Array, pid: number): void {
  const temporary = `${path}.${pid}.tmp`;
  try {
    writeFileSync(temporary, data);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}
