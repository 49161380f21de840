/** `memsim platforms`: the platforms of the package. */

import { hanging } from '../../views/base/text.ts';
import { packagedPlatforms } from '../input/platforms.ts';
import { type JsonFlag, printModel } from '../output/print-model.ts';
import type { Caller } from '../session/session.ts';

export function listPlatforms(caller: Caller, flags: JsonFlag): number {
  const platforms = Object.entries(packagedPlatforms(caller.host.packageRoot));
  const longest = Math.max(...platforms.map(([name]) => name.length));
  printModel(
    caller,
    flags,
    platforms.map(([name, about]) => ({ name, about })),
    (rows, { width }) =>
      rows
        .flatMap(({ name, about }) => hanging(name.padEnd(longest + 2), about, width))
        .map((line) => `${line}\n`)
        .join(''),
    Number.POSITIVE_INFINITY,
  );
  return 0;
}
