/** What every daxctl command gets, and how it is called. */

import type { ToolEnv } from '../tool.ts';
import type { Console } from '../util/console.ts';
import { daxDevices } from './lib/device.ts';
import { matchesDevice, matchesRegion } from './lib/json.ts';
import type { DaxContext, DaxDevice } from './lib/model.ts';
import { daxRegions } from './lib/region.ts';

export interface Run {
  con: Console;
  ctx: DaxContext;
  env: ToolEnv;
}

/** A command: `argv` without its name in, an exit status (or negative errno) out. */
export type Command = (argv: readonly string[], run: Run) => number;

/** The devices that two filters let through, region by region. */
export const selectDevices = (
  ctx: DaxContext,
  region: string | undefined,
  device: string | undefined,
): DaxDevice[] =>
  daxRegions(ctx)
    .filter((candidate) => matchesRegion(candidate, region))
    .flatMap((found) => daxDevices(found).filter((candidate) => matchesDevice(candidate, device)));
