/** `memsim platforms`: the platforms of the package. */

import { packagedPlatforms } from '../input/platforms.ts';
import { type JsonFlag, printJson } from '../output/print-model.ts';
import type { Caller } from '../session/session.ts';

export function listPlatforms({ host, out }: Caller, { json }: JsonFlag): number {
  const platforms = packagedPlatforms(host.packageRoot);
  const lines = Object.entries(platforms).map(([name, about]) => `${name.padEnd(14)} ${about}\n`);
  if (json)
    printJson(
      out,
      Object.entries(platforms).map(([name, about]) => ({ name, about })),
    );
  else out.write(lines.join(''));
  return 0;
}
