/** Options and operands as the device commands read them (parse_device_options of daxctl/device.c, 76.1). */
import { eprint } from '../util/console.ts';
import { type Parsed, parseOptions, type Values } from '../util/parse-options.ts';
import { parseSize64 } from '../util/strtoull.ts';
import { baseName, LOG_DEBUG } from '../util/sysfs.ts';
import { type Option, type Syntax, usage } from '../util/usage.ts';
import type { Run } from './command.ts';

export interface DeviceArguments<V> {
  values: V;
  /** The device named, without a folder before it; undefined for a command that names none. */
  device: string | undefined;
}

/**
 * Reads the command line of a device command.
 *
 * @param action completes `specify a device to ..`; undefined for a command that names no device
 */
export function deviceArguments<const Table extends readonly Option[]>(
  argv: readonly string[],
  run: Run,
  syntax: Syntax<Table>,
  action: string | undefined,
): DeviceArguments<Values<Table>> | { exit: number } {
  const parsed: Parsed<Table> = parseOptions(run.con, argv, syntax);
  if ('exit' in parsed) return parsed;
  const { values, args } = parsed;
  const [first, ...extra] = args;
  const missing = first === undefined && action !== undefined;
  if (missing) eprint(run.con, `specify a device to ${action}, or "all"\n`);
  for (const word of extra) eprint(run.con, `unknown extra parameter "${word}"\n`);
  if (missing || extra.length > 0) return { exit: usage(run.con, syntax) };
  if ('verbose' in values && values.verbose === true) run.ctx.priority = LOG_DEBUG;
  return { values, device: first === undefined ? undefined : baseName(first) };
}

/** Bytes, or -1 when the option was not given or is not a size; daxctl keeps them in a signed number. */
export const sizeOption = (text: string | undefined): number =>
  text === undefined ? -1 : Number(BigInt.asIntN(64, parseSize64(text)));
