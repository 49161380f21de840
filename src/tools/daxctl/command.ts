/** The context and signature shared by all daxctl commands. */

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

/** A command takes `argv` without its own name and returns an exit status or a negative errno. */
export type Command = (argv: readonly string[], run: Run) => number;

/**
 * The devices that pass both filters, region by region. The devices of a region are scanned when the loop reaches it,
 * after the actions on those before it.
 */
export function* selectDevices(
  ctx: DaxContext,
  region: string | undefined,
  device: string | undefined,
): Generator<DaxDevice> {
  for (const found of daxRegions(ctx).filter((candidate) => matchesRegion(candidate, region)))
    yield* daxDevices(found).filter((candidate) => matchesDevice(candidate, device));
}
