/** Shell patterns on the files of a machine: `*`, `?` and `[..]` within a component of a path. */
import { type Files, failed } from './files.ts';

const MAGIC = /[*?[]/;

/** The regular expression of one pattern. */
export function globPattern(glob: string): RegExp {
  const body = glob.replace(
    /\[(!?)([^\]]+)\]|[\s\S]/g,
    (text, not: string | undefined, set: string | undefined) => {
      if (set !== undefined) return `[${not === '!' ? '^' : ''}${set.replace(/[\\^\]]/g, '\\$&')}]`;
      if (text === '*') return '.*';
      if (text === '?') return '.';
      return text.replace(/[.+^${}()|[\]\\/]/g, '\\$&');
    },
  );
  return new RegExp(`^${body}$`);
}

function matchesIn(files: Files, folder: string, part: string): string[] {
  const path = `${folder}/${part}`;
  if (!MAGIC.test(part)) return files.stat(path) === undefined ? [] : [path];
  const names = files.list(folder === '' ? '/' : folder);
  if (failed(names)) return [];
  const pattern = globPattern(part);
  return names.filter((name) => pattern.test(name)).map((name) => `${folder}/${name}`);
}

/**
 * Paths that match a pattern, sorted; the pattern itself if it has no special characters or nothing matches,
 * as in a shell.
 */
export function expandGlob(files: Files, path: string): string[] {
  if (!MAGIC.test(path) || !path.startsWith('/')) return [path];
  const parts = path.split('/').filter((part) => part !== '');
  const found = parts.reduce<string[]>(
    (folders, part) => folders.flatMap((folder) => matchesIn(files, folder, part)),
    [''],
  );
  return found.length === 0 ? [path] : found.sort();
}
