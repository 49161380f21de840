/** Fills the volume of the page: the files of the package, and the folder of the user. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PACKAGE_FILES } from 'virtual:package-files';
import { HOME, PACKAGE } from './folders.ts';

/** Writes the files of the package. */
export function fillVolume(): void {
  mkdirSync(HOME, { recursive: true });
  for (const [path, text] of Object.entries(PACKAGE_FILES)) {
    const file = join(PACKAGE, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
