/** `memsim platforms`: what comes with memsim to boot. */
import type { Host } from '../host.ts';
import { packagedPlatforms } from '../platforms.ts';

export function listPlatforms(host: Host, { json = false }: { json?: boolean }): number {
  const platforms = packagedPlatforms(host.packageRoot);
  const lines = Object.entries(platforms).map(([name, about]) => `${name.padEnd(14)} ${about}\n`);
  host.stdout.write(json ? `${JSON.stringify(platforms, null, 2)}\n` : lines.join(''));
  return 0;
}
