/** `memsim platforms`: what comes with memsim to boot. */
import type { Host } from '../host.ts';
import { packagedPlatforms } from '../platforms.ts';
import { type JsonFlag, printJson } from '../print-model.ts';

export function listPlatforms(host: Host, { json }: JsonFlag): number {
  const platforms = packagedPlatforms(host.packageRoot);
  const lines = Object.entries(platforms).map(([name, about]) => `${name.padEnd(14)} ${about}\n`);
  if (json) printJson(host.stdout, platforms);
  else host.stdout.write(lines.join(''));
  return 0;
}
