/** Platforms by the name of one that comes with memsim, or by file. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Platform } from '../firmware/platform.ts';
import { readPlatform } from '../firmware/schema.ts';
import { EXIT, refusal } from '../machine/refusal.ts';

/** Reads a platform; a name without a slash is looked up in the package first. */
export function loadPlatform(packageRoot: string, nameOrFile: string): Platform {
  const packaged = join(packageRoot, 'fixtures', 'platforms', `${nameOrFile}.json`);
  const file = !nameOrFile.includes('/') && existsSync(packaged) ? packaged : nameOrFile;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw refusal(
      `platform '${nameOrFile}': no platform of this name and no such file (${code})`,
      EXIT.failed,
    );
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw refusal(`platform '${nameOrFile}': not JSON: ${(error as Error).message}`, EXIT.failed);
  }
  return readPlatform(data);
}
