/** Operands, loop and closing line of the commands on memdevs (memdev_action of cxl/memdev.c, 76.1). */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { printArray } from '../util/display.ts';
import type { Json } from '../util/json.ts';
import { parseOptions, type Values } from '../util/parse-options.ts';
import { strtoull } from '../util/strtoull.ts';
import { LOG_DEBUG, LOG_ERR } from '../util/sysfs.ts';
import { type Option, type Syntax, usage } from '../util/usage.ts';
import type { Run, VerbMain } from '../util/verbs.ts';
import { matchesMemdev } from './filter.ts';
import { type Cxl, cxlNew } from './lib/context.ts';
import { type Memdev, memdevs } from './lib/memdev.ts';
import { type CommandLog, logErr, logInfo, priorityOf } from './log.ts';

interface MemdevValues {
  verbose: boolean | undefined;
  serial: boolean | undefined;
}

/** One call of a command on memdevs. */
export interface MemdevCall<V> {
  run: Run;
  ctx: Cxl;
  log: CommandLog;
  values: V;
  /** Output of commands that print the memdevs. */
  shown: Json[];
}

const isName = (text: string): boolean => /^(mem)?\s*[+-]?\d/.test(text);

function isSerial(text: string): boolean {
  return strtoull(text).end === text.length;
}

/** Reports operands that name no memdev. Returns the other ones, or undefined if there are none. */
function operands(args: string[], bySerial: boolean, log: CommandLog): string[] | undefined {
  let bad = 0;
  for (const arg of args) {
    if (!bySerial && arg === 'all') return bad === 1 ? undefined : args.slice(0, 1);
    if (bySerial ? isSerial(arg) : isName(arg)) continue;
    logErr(log, 'memdev_action', `'${arg}' is not a valid memdev ${bySerial ? 'serial number' : 'name'}`);
    bad++;
  }
  return bad === args.length ? undefined : args;
}

export interface MemdevVerb<V> {
  /** The closing line, `disabled 1 mem`. */
  done: (count: number) => string;
  /** The command's function, `cmd_disable_memdev`. */
  fn: string;
  /** Action on a memdev: returns 0 or a negative errno. */
  action: (memdev: Memdev, call: MemdevCall<V>) => number;
  /** Only one memdev may match, and the action follows the search (write-labels). */
  single?: boolean;
  /** The memdevs are printed at the end. */
  shows?: boolean;
  /** Opens files: 0 or a negative errno, which ends the command. */
  open?: (call: MemdevCall<V>) => number;
}

/**
 * Applies the action to every match of an operand. Returns the number of successes, or the first errno;
 * undefined if several memdevs match where only one may.
 */
function eachMemdev<V extends MemdevValues>(
  call: MemdevCall<V>,
  names: string[],
  verb: MemdevVerb<V>,
): number | undefined {
  const { values, log } = call;
  let [count, failure] = [0, 0];
  let last: Memdev | undefined;
  for (const name of names) {
    const filter =
      values.serial === true ? { memdev: undefined, serial: name } : { memdev: name, serial: undefined };
    const found = memdevs(call.ctx).filter((memdev) => matchesMemdev(memdev, filter.memdev, filter.serial));
    for (const memdev of found) {
      last = memdev;
      const rc = verb.single === true ? 0 : verb.action(memdev, call);
      if (rc === 0) count++;
      else if (failure === 0) failure = rc;
    }
    if (found.length === 0) logInfo(log, 'memdev_action', `no memdev matches ${name}`);
  }
  if (verb.single === true && count > 1) return undefined;
  if (verb.single === true && last !== undefined) return verb.action(last, call) || count;
  return count > 0 ? count : failure;
}

/** A command on memdevs. */
export const memdevVerb =
  <const Table extends readonly Option[]>(
    syntax: Syntax<Table>,
    verb: MemdevVerb<Values<Table>>,
    refuseMany?: (run: Run) => void,
  ): VerbMain =>
  (argv, run) => {
    const parsed = parseOptions(run.con, argv, syntax);
    if ('exit' in parsed) return parsed.exit;
    const values = parsed.values as Values<Table> & MemdevValues;
    const log: CommandLog = { con: run.con, owner: 'cxl memdev', priority: LOG_ERR };
    const names = parsed.args.length === 0 ? undefined : operands(parsed.args, values.serial === true, log);
    if (names === undefined) return usage(run.con, syntax);
    const ctx = cxlNew(run.env.files, run.con, run.env.env);
    const call = { run, ctx, log, values, shown: [] };
    const opened = verb.open?.(call) ?? 0;
    if (opened < 0) return 1;
    if (values.verbose === true) ctx.priority = LOG_DEBUG;
    log.priority = priorityOf(values.verbose);
    const count = eachMemdev(call, names, verb as MemdevVerb<Values<Table> & MemdevValues>);
    if (count === undefined) {
      refuseMany?.(run);
      return usage(run.con, syntax);
    }
    if (verb.shows === true) printArray(run.con, call.shown, run.env.isTerminal);
    logInfo(log, verb.fn, verb.done(Math.max(count, 0)));
    return count >= 0 ? 0 : 1;
  };

/** Reports that a file of the caller's machine could not be opened. */
export function reportUnopened(log: CommandLog, path: string): number {
  logErr(log, 'memdev_action', `failed to open: ${path}: (${strerror(ERRNO.ENOENT)})`);
  return -ERRNO.ENOENT;
}

/** `1 mem`, `2 mems`; none is `0 mem`. */
export const mems = (count: number, noun = 'mem'): string => `${count} ${noun}${count > 1 ? 's' : ''}`;
