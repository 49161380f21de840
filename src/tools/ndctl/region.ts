/**
 * `ndctl enable-region` and `disable-region` (ndctl/region.c). A region that fails is not counted; there is
 * no error line.
 */
import { eprint, error, plural } from '../util/console.ts';
import { parseOptions, soleOperand } from '../util/parse-options.ts';
import { usage } from '../util/usage.ts';
import type { Run, VerbMain } from '../util/verbs.ts';
import { buses } from './lib/bus.ts';
import { ndctlFor } from './lib/context.ts';
import { namespaces } from './lib/namespace.ts';
import { namespaceDisableSafe } from './lib/namespace-enable.ts';
import { type Region, regionDisable, regionEnable, regions, regionType } from './lib/region.ts';
import * as options from './options.ts';
import { matchesBus, matchesRegion } from './select.ts';

interface Request {
  /** The operand: a region's name or id, or `all`. */
  ident: string;
  bus: string | undefined;
  type: string | undefined;
}

type RegionSyntax = typeof options.enableRegion;

/** The parsed command line, or the exit status. */
function parseRequest(argv: readonly string[], run: Run, syntax: RegionSyntax): Request | number {
  const { con } = run;
  const parsed = parseOptions(con, argv, syntax);
  if ('exit' in parsed) return parsed.exit;
  const { values, args } = parsed;
  const ident = soleOperand(con, args, syntax, 'specify a specific region id to act on, or "all"\n');
  if (typeof ident === 'number') return ident;
  const { type } = values;
  if (type !== undefined && type !== 'pmem' && type !== 'blk') {
    error(con, `unknown region type '${type}', should be 'pmem' or 'blk'\n`);
    return usage(con, syntax);
  }
  return { ident, bus: values.bus, type };
}

function disableAll(region: Region): number {
  for (const ndns of namespaces(region)) {
    const rc = namespaceDisableSafe(ndns);
    if (rc !== 0) return rc;
  }
  return regionDisable(region);
}

function actOn(request: Request, run: Run, act: (region: Region) => number): number {
  let success = 0;
  const ctx = ndctlFor(run);
  for (const bus of buses(ctx)) {
    if (!matchesBus(bus, request.bus)) continue;
    for (const region of regions(bus)) {
      if (request.type !== undefined && request.type !== regionType(region)) continue;
      if (matchesRegion(region, request.ident) && act(region) === 0) success++;
    }
  }
  return success;
}

const xable =
  (syntax: RegionSyntax, done: string, act: (region: Region) => number): VerbMain =>
  (argv, run) => {
    const request = parseRequest(argv, run, syntax);
    if (typeof request === 'number') return request;
    const count = actOn(request, run, act);
    eprint(run.con, `${done} ${plural(count, 'region')}\n`);
    return 0;
  };

export const enableRegion = xable(options.enableRegion, 'enabled', regionEnable);
export const disableRegion = xable(options.disableRegion, 'disabled', disableAll);
