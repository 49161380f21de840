/** `ndctl inject-error` (ndctl/inject-error.c, 76.1); of the emulated buses only nfit_test.0 supports it. */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { eprint, error, print } from '../util/console.ts';
import { printJson } from '../util/display.ts';
import { jsonHex } from '../util/human.ts';
import { parseOptions, soleOperand, type Values } from '../util/parse-options.ts';
import { parseSize64, ULLONG_MAX } from '../util/strtoull.ts';
import type { Run, VerbMain } from '../util/verbs.ts';
import * as options from './bus-options.ts';
import { namespaceToJson } from './json/json.ts';
import { buses, scrubCount, waitScrub } from './lib/bus.ts';
import { ndctlFor } from './lib/context.ts';
import { busInjects, injectErrors, injectionStatus, uninjectErrors } from './lib/inject.ts';
import { type Namespace, namespaceNamed } from './lib/namespace.ts';
import { type Region, regions } from './lib/region.ts';
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

const failure = (run: Run, what: string, rc: number): number => {
  eprint(run.con, `Unable to ${what}: ${strerror(rc)} (${rc})\n`);
  return rc;
};

/** Waits for the scrub that an injection started. 0 or a negative errno, with a message. */
function awaitScrub(run: Run, { bus }: Region): number {
  if (scrubCount(bus) === undefined || waitScrub(bus) === 0) return 0;
  eprint(run.con, 'Error waiting for scrub\n');
  return -ERRNO.ENXIO;
}

/** Prints the namespace with its bad blocks. */
function show(run: Run, ndns: Namespace, human: boolean): number {
  const shown = namespaceToJson(ndns, { mediaErrors: true, human });
  if (shown !== undefined) printJson(run.con, shown);
  return 0;
}

const UNINJECTED = `Warning: Un-injecting previously injected errors here will
not cause the kernel to 'forget' its badblock entries. Those
have to be cleared through the normal process of writing
the affected blocks

`;

function status(run: Run, ndns: Namespace, human: boolean): number {
  const found = injectionStatus(ndns);
  if (typeof found === 'number') return failure(run, 'get injection status', found);
  const badblocks = found.map(({ block, count }) => ({
    block: jsonHex(block, human),
    count: jsonHex(count, human),
  }));
  if (badblocks.length > 0) printJson(run.con, { badblocks });
  return 0;
}

function act(run: Run, ndns: Namespace, values: InjectValues): number {
  const human = values.human === true;
  if (values.status === true) return status(run, ndns, human);
  const blocks = { block: Number(parseSize64(values.block)), count: Number(parseSize64(values.count)) };
  const flags = { saturate: values.saturate === true, notify: values.noNotify !== true };
  if (values.uninject === true) {
    const rc = uninjectErrors(ndns, blocks, flags);
    if (rc !== 0) return failure(run, 'uninject error', rc);
    print(run.con, UNINJECTED);
    return show(run, ndns, human);
  }
  if (scrubCount(ndns.region.bus) === undefined) {
    eprint(run.con, 'Unable to get scrub count\n');
    return -ERRNO.ENXIO;
  }
  const rc = injectErrors(ndns, blocks, flags);
  if (rc !== 0) return failure(run, 'inject error', rc);
  return (flags.notify ? awaitScrub(run, ndns.region) : 0) || show(run, ndns, human);
}

function inject(run: Run, name: string, values: InjectValues): number {
  const ctx = ndctlFor(run, values.verbose);
  for (const bus of buses(ctx).filter((candidate) => matchesBus(candidate, values.bus))) {
    for (const region of regions(bus).filter((candidate) => matchesRegion(candidate, values.region))) {
      const ndns = namespaceNamed(region, name);
      if (ndns === undefined) continue;
      if (busInjects(bus)) return act(run, ndns, values);
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
