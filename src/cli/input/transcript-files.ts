/** Transcripts on the command line of `replay`. */
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

/** Replaces each folder with its `.json` files, sorted by name. */
export function expandFiles(paths: string[]): string[] {
  return paths.flatMap((path) => {
    if (!isFolder(path)) return [path];
    return readdirSync(path)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => join(path, name));
  });
}
