/** Platforms by name or file. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Platform } from '../../firmware/platform.ts';
import { parsePlatform } from '../../firmware/schema.ts';
import { didYouMean } from '../../lib/closest.ts';
import { isRefusal, refusal } from '../../machine/refusal.ts';
import type { HostAccess } from './host-files.ts';

const platformFile = (packageRoot: string, name: string): string =>
  join(packageRoot, 'fixtures', 'platforms', `${name}.json`);

/** Descriptions of the platforms of the package, by name. */
export const packagedPlatforms = (packageRoot: string): Record<string, string> =>
  JSON.parse(readFileSync(platformFile(packageRoot, '_index'), 'utf8')) as Record<string, string>;

function readJson(read: HostAccess['read'], file: string, asked: string, packageRoot: string): unknown {
  let text: string;
  try {
    text = Buffer.from(read(file)).toString();
  } catch (error) {
    if (isRefusal(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw refusal(`platform '${asked}': cannot be read (${code})`);
    const hint = didYouMean(asked, Object.keys(packagedPlatforms(packageRoot)));
    const way = `${hint}; 'memsim platforms' lists the platforms`;
    throw refusal(`platform '${asked}': no platform of this name, and no such file${way}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refusal(`platform '${asked}': not JSON: ${(error as Error).message}`);
  }
}

/** Sources of platforms: the package, and files of the host. */
export interface PlatformSource {
  packageRoot: string;
  files: HostAccess;
}

const packaged = new Map<string, Platform>();

/**
 * Reads a platform. Names precede files. Platforms of the package are cached.
 */
export function loadPlatform({ packageRoot, files }: PlatformSource, nameOrFile: string): Platform {
  const known = packaged.get(`${packageRoot} ${nameOrFile}`);
  if (known !== undefined) return known;
  const own = platformFile(packageRoot, nameOrFile);
  const isName = /^[\w-]+$/.test(nameOrFile) && existsSync(own);
  const result = parsePlatform(
    readJson(isName ? readFileSync : files.read, isName ? own : nameOrFile, nameOrFile, packageRoot),
  );
  if ('error' in result) throw refusal(`platform '${nameOrFile}': ${result.error}`);
  if (isName) packaged.set(`${packageRoot} ${nameOrFile}`, result.platform);
  return result.platform;
}
