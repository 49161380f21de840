/** `cxl list` (cxl/list.c, 76.1). */
import { error } from '../util/console.ts';
import { printArray } from '../util/display.ts';
import { parseOptions } from '../util/parse-options.ts';
import { LOG_DEBUG, logPriority } from '../util/sysfs.ts';
import { usage } from '../util/usage.ts';
import type { VerbMain } from '../util/verbs.ts';
import { filterHas } from './filter.ts';
import { cxlNew } from './lib/context.ts';
import { type CommandLog, logDbg } from './log.ts';
import * as options from './syntax.ts';
import { filterWalk, type Listing } from './walk.ts';

const KINDS = ['memdevs', 'buses', 'ports', 'endpoints', 'decoders', 'regions'] as const;

/** Default selection, when only filters or no options are given. */
function defaultKinds(p: Listing): void {
  if (KINDS.some((kind) => p[kind])) return;
  if (p.memdev !== undefined || p.serial !== undefined) p.memdevs = true;
  if (p.bus !== undefined) p.buses = true;
  if (p.port !== undefined) p.ports = true;
  if (p.endpoint !== undefined) p.endpoints = true;
  if (p.decoder !== undefined) p.decoders = true;
  p.single = true;
  if (p.region !== undefined) p.regions = true;
  if (KINDS.some((kind) => p[kind])) return;
  p.regions = true;
  p.memdevs = true;
}

/** Each -v adds parts to the listing, up to three of them. */
function beVerbose(p: Listing, verbose: number): void {
  if (verbose === 0) return;
  Object.assign(p, { buses: true, ports: true, endpoints: true, decoders: true, targets: true });
  if (verbose > 1 || verbose < 0) p.idle = true;
  if (verbose > 2 || verbose < 0) Object.assign(p, { health: true, partition: true, alertConfig: true });
}

/** `cxl list`: prints the selected objects as JSON. */
export const list: VerbMain = (argv, { con, env }) => {
  const parsed = parseOptions(con, argv, options.list);
  if ('exit' in parsed) return parsed.exit;
  const { values, args } = parsed;
  for (const arg of args) error(con, `unknown parameter "${arg}"\n`);
  if (args.length > 0) return usage(con, options.list);
  if (values.single === true && values.port === undefined) {
    error(con, '-S/--single expects a port filter: -p/--port=\n');
    return usage(con, options.list);
  }
  const { verbose = 0, debug, ...given } = values;
  const on = (value: boolean | undefined): boolean => value === true;
  const p: Listing = {
    ...given,
    memdevs: on(given.memdevs),
    buses: on(given.buses),
    ports: on(given.ports),
    endpoints: on(given.endpoints),
    decoders: on(given.decoders),
    regions: on(given.regions),
    single: on(given.single),
    targets: on(given.targets),
    idle: on(given.idle),
    human: on(given.human),
    health: on(given.health),
    partition: on(given.partition),
    alertConfig: on(given.alertConfig),
  };
  defaultKinds(p);
  beVerbose(p, verbose);
  const ctx = cxlNew(env.files, con, env.env);
  const log: CommandLog = { con, owner: 'cxl list', priority: logPriority(env.env.CXL_LIST_LOG) };
  if (debug === true) ctx.priority = log.priority = LOG_DEBUG;
  if (p.ports && filterHas(p.port, 'root')) p.buses = true;
  if (p.ports && filterHas(p.port, 'endpoint')) p.endpoints = true;
  logDbg(log, 'cmd_list', 'walk topology');
  printArray(con, filterWalk(ctx, p, log), p.human);
  return 0;
};
