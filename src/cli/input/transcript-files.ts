/** Which files a `replay` command line names. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { refusal } from '../../machine/refusal.ts';

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw refusal(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Files as they are; a folder stands for the transcripts in it, in order of their names. */
export function expandFiles(paths: string[]): string[] {
  return paths.flatMap((path) => {
    if (!isFolder(path)) return [path];
    return readdirSync(path)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => join(path, name));
  });
}
