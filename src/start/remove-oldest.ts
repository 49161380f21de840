/** Keeping a number of files. */
import { readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Removes all but the `count` newest files of `folder` whose names begin with `prefix`. */
export function removeOldest(folder: string, prefix: string, count: number): void {
  const files = readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .map((name) => ({ path: join(folder, name), time: statSync(join(folder, name)).mtimeMs }));
  for (const { path } of files.sort((a, b) => b.time - a.time).slice(count)) unlinkSync(path);
}
