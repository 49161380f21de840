/** The version in package.json. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const known = new Map<string, string>();

/** The version; each package.json is read once. */
export function version(packageRoot: string): string {
  const before = known.get(packageRoot);
  if (before !== undefined) return before;
  const text = readFileSync(join(packageRoot, 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  known.set(packageRoot, version);
  return version;
}
