/** The version, from the package itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export function version(packageRoot: string): string {
  const text = readFileSync(join(packageRoot, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
