/** Operands, loop and closing line of the commands on DIMMs (dimm_action of ndctl/dimm.c, 76.1). */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { eprint } from '../../util/console.ts';
import { parseOptions, type Values } from '../../util/parse-options.ts';
import { type Option, type Syntax, usage } from '../../util/usage.ts';
import type { Run, VerbMain } from '../../util/verbs.ts';
import { buses } from '../lib/bus.ts';
import { type Ndctl, ndctlFor, setDebug } from '../lib/context.ts';
import { type Dimm, dimms } from '../lib/dimm.ts';
import type { busFilters } from '../options.ts';
import { matchesBus, matchesDimm } from '../select.ts';

export interface DimmRequest<V> {
  run: Run;
  ctx: Ndctl;
  values: V;
  /** Operands: `nmem0`, or `all` alone. */
  names: string[];
}

type BaseValues = Values<typeof busFilters>;

const isDimmName = (name: string): boolean => /^nmem\s*[+-]?\d/.test(name);

/** Reports operands that name no DIMM. Returns the operands, or undefined if none of them names a DIMM. */
function dimmNames(args: string[], run: Run): string[] | undefined {
  let names = args;
  let bad = 0;
  for (const name of args) {
    if (name === 'all') {
      names = ['all'];
      break;
    }
    if (isDimmName(name)) continue;
    eprint(run.con, `'${name}' is not a valid dimm name\n`);
    bad++;
  }
  return bad === names.length ? undefined : names;
}

/** Parses a command line of options and DIMMs. Returns the exit status if the command ends there. */
export function parseDimms<const Table extends readonly Option[]>(
  argv: readonly string[],
  run: Run,
  syntax: Syntax<Table>,
  defaults: Partial<Values<Table>> = {},
): DimmRequest<Values<Table>> | { exit: number } {
  const parsed = parseOptions(run.con, argv, syntax, defaults);
  if ('exit' in parsed) return parsed;
  const names = parsed.args.length === 0 ? undefined : dimmNames(parsed.args, run);
  if (names === undefined) return { exit: usage(run.con, syntax) };
  return { run, ctx: ndctlFor(run), values: parsed.values, names };
}

/** The DIMMs that the operands name, once per operand. */
export function* selectDimms(request: DimmRequest<BaseValues>): Generator<Dimm> {
  for (const name of request.names) {
    if (name !== 'all' && !isDimmName(name)) continue;
    for (const bus of buses(request.ctx)) {
      if (!matchesBus(bus, request.values.bus)) continue;
      for (const dimm of dimms(bus)) if (matchesDimm(dimm, name)) yield dimm;
    }
  }
}

/**
 * Runs an action on each named DIMM.
 *
 * @param act returns 0 or a negative errno
 * @returns the number of successes; if there were none, the first failure (0 if there was nothing to do)
 */
export function eachDimm(request: DimmRequest<BaseValues>, act: (dimm: Dimm) => number): number {
  if (request.values.verbose === true) setDebug(request.ctx);
  let count = 0;
  let failure = 0;
  for (const dimm of selectDimms(request)) {
    const rc = act(dimm);
    if (rc === 0) count++;
    else if (failure === 0) failure = rc;
  }
  return count > 0 ? count : failure;
}

/** Prints the closing line for a count and returns the exit status. */
export function concludeDimms(run: Run, count: number, line: (count: number, s: string) => string): number {
  eprint(run.con, `${line(Math.max(count, 0), count > 1 ? 's' : '')}\n`);
  return count >= 0 ? 0 : 1;
}

/** A command without options of its own. */
export const plainDimmVerb =
  (
    syntax: Syntax<typeof busFilters>,
    act: (dimm: Dimm, run: Run) => number,
    line: (count: number, s: string) => string,
  ): VerbMain =>
  (argv, run) => {
    const request = parseDimms(argv, run, syntax);
    if ('exit' in request) return request.exit;
    return concludeDimms(
      run,
      eachDimm(request, (dimm) => act(dimm, run)),
      line,
    );
  };

/**
 * Reports that a file of the caller's machine could not be opened. The errno is not known on this side of the
 * wall.
 */
export function reportUnopened(run: Run, path: string): number {
  eprint(run.con, `failed to open: ${path}: (${strerror(ERRNO.ENOENT)})\n`);
  return -ERRNO.ENOENT;
}

/** Reports that an output file could not be written whole, which the real tool does not notice. */
export function reportUnwritten(run: Run, path: string): number {
  eprint(run.con, `failed to write: ${path}\n`);
  return -ERRNO.EIO;
}

/** Refuses to write labels in use by an enabled region. Returns 0 if they are not in use. */
export function refuseActive(run: Run, active: boolean, text: string): number {
  if (!active) return 0;
  eprint(run.con, `${text}\n`);
  return -ERRNO.EBUSY;
}
