/**
 * `ndctl inject-error` (ndctl/inject-error.c, 76.1), up to its error path: no emulated bus supports the
 * platform commands for it.
 */
import { ERRNO } from '../../lib/errno.ts';
import { eprint, error } from '../util/console.ts';
import { parseOptions, soleOperand, type Values } from '../util/parse-options.ts';
import { parseSize64, ULLONG_MAX } from '../util/strtoull.ts';
import type { Run, VerbMain } from '../util/verbs.ts';
import * as options from './dimm/dimm-options.ts';
import { buses } from './lib/bus.ts';
import { ndctlFor } from './lib/context.ts';
import { namespaceNamed } from './lib/namespace.ts';
import { regions } from './lib/region.ts';
import { matchesBus, matchesRegion } from './select.ts';

type InjectValues = Values<typeof options.injectError.options>;

/** Describes the first invalid option, or undefined. */
function fault(values: InjectValues): string | undefined {
  const { block, count, uninject, status, saturate } = values;
  const asksStatus = status === true;
  if (asksStatus && (uninject === true || block !== undefined || count !== undefined || saturate === true))
    return 'status is invalid with inject or uninject\n';
  if (parseSize64(block) === ULLONG_MAX) return `Invalid block: ${block}\n`;
  if (parseSize64(count) === ULLONG_MAX) return `Invalid count: ${count}\n`;
  if (!asksStatus && (block === undefined || count === undefined))
    return 'block and count required for inject/uninject\n';
  return undefined;
}

function inject(run: Run, name: string, values: InjectValues): number {
  const ctx = ndctlFor(run, values.verbose);
  for (const bus of buses(ctx).filter((candidate) => matchesBus(candidate, values.bus))) {
    for (const region of regions(bus).filter((candidate) => matchesRegion(candidate, values.region))) {
      if (namespaceNamed(region, name) === undefined) continue;
      eprint(run.con, `${name}: error injection not supported\n`);
      return -ERRNO.EOPNOTSUPP;
    }
  }
  error(run.con, `${name}: no such namespace\n`);
  return -ERRNO.ENXIO;
}

export const injectError: VerbMain = (argv, run) => {
  const parsed = parseOptions(run.con, argv, options.injectError);
  if ('exit' in parsed) return parsed.exit;
  const { values, args } = parsed;
  const wrong = fault(values);
  if (wrong !== undefined) {
    error(run.con, wrong);
    return -ERRNO.EINVAL;
  }
  const name = soleOperand(run.con, args, options.injectError, 'specify a namespace to inject error to\n');
  if (typeof name === 'number') return name;
  return inject(run, name, values);
};
