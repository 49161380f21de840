/** Names of platforms that are at hand as data. */
import type { Platform } from '../../firmware/platform.ts';
import { loadPlatform, type PlatformSource, packagedPlatforms } from './platforms.ts';

/** The name of a platform of the package; undefined for one of a file. */
export function platformName(source: PlatformSource, platform: Platform): string | undefined {
  const text = JSON.stringify(platform);
  const names = Object.keys(packagedPlatforms(source.packageRoot));
  return names.find((name) => JSON.stringify(loadPlatform(source, name)) === text);
}
