/** `cxl enable-region`, `disable-region` and `destroy-region` (cxl/region.c, 76.1). */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { parseOptions, type Values } from '../util/parse-options.ts';
import { LOG_DEBUG } from '../util/sysfs.ts';
import type { Option, Syntax } from '../util/usage.ts';
import type { Run, VerbMain } from '../util/verbs.ts';
import { matchesBus, matchesDecoder, matchesRegion } from './filter.ts';
import { type Cxl, cxlNew } from './lib/context.ts';
import { type Decoder, decoders, setDpaSize } from './lib/decoder.ts';
import { targetDecoder } from './lib/mapping.ts';
import { buses } from './lib/port.ts';
import {
  clearTarget,
  deleteRegion,
  disableRegion,
  enableRegion,
  type Region,
  regionIsEnabled,
  regions,
  setDecode,
} from './lib/region.ts';
import { type CommandLog, logErr, logInfo, priorityOf, s } from './log.ts';
import * as options from './syntax.ts';

/** Options of all commands on regions. */
interface RegionValues {
  bus: string | undefined;
  decoder: string | undefined;
  debug: boolean | undefined;
}

/** One call of a command on regions. */
export interface RegionRun<V extends RegionValues> {
  run: Run;
  ctx: Cxl;
  log: CommandLog;
  values: V;
  args: string[];
  /** Number of successes so far. */
  count: number;
}

/** Reads a command line. Returns the exit status if the command ends there. */
export function parseRegions<const Table extends readonly Option[]>(
  argv: readonly string[],
  run: Run,
  syntax: Syntax<Table>,
): RegionRun<Values<Table> & RegionValues> | { exit: number } {
  const parsed = parseOptions(run.con, argv, syntax);
  if ('exit' in parsed) return parsed;
  const values = parsed.values as Values<Table> & RegionValues;
  const ctx = cxlNew(run.env.files, run.con, run.env.env);
  if (values.debug === true) ctx.priority = LOG_DEBUG;
  const log = { con: run.con, owner: 'cxl region', priority: priorityOf(values.debug) };
  return { run, ctx, log, values, args: parsed.args, count: 0 };
}

/** Action on a region: returns 0 or a negative errno. */
type Action = (region: Region) => number;

function decoderAction(call: RegionRun<RegionValues>, decoder: Decoder, action: Action): number {
  let [rc, failure] = [0, 0];
  for (const region of [...regions(decoder)]) {
    if (!call.args.some((name) => matchesRegion(region, name))) continue;
    rc = action(region);
    if (rc === 0) {
      call.count++;
      continue;
    }
    logErr(call.log, 'decoder_region_action', `${region.name}: failed: ${strerror(rc)}`);
    failure = rc;
  }
  return failure === 0 ? rc : failure;
}

/**
 * Applies the action to each region that the operands name, window by window.
 *
 * @param before result so far, which is returned if no window matches
 * @returns 0 or the last errno
 */
export function eachRegion(call: RegionRun<RegionValues>, action: Action, before = 0): number {
  let [rc, failure] = [before, 0];
  for (const bus of buses(call.ctx)) {
    if (!matchesBus(bus, call.values.bus)) continue;
    for (const decoder of decoders(bus)) {
      if (!matchesDecoder(decoder, call.values.decoder)) continue;
      rc = decoderAction(call, decoder, action);
      if (rc !== 0) failure = rc;
    }
  }
  if (failure === 0) return rc;
  logErr(call.log, 'region_action', `one or more failures, last failure: ${strerror(failure)}`);
  return failure;
}

/** Prints the closing line. Returns the exit status. */
export function concludeRegions(
  call: RegionRun<RegionValues>,
  command: string,
  verb: string,
  rc: number,
): number {
  logInfo(call.log, `cmd_${command}_region`, `${verb} ${call.count} region${s(call.count)}`);
  return rc === 0 ? 0 : 1;
}

/** A command that applies one action to each region. */
const plainVerb =
  (syntax: typeof options.enableRegion, command: string, verb: string, action: Action): VerbMain =>
  (argv, run) => {
    const call = parseRegions(argv, run, syntax);
    if ('exit' in call) return call.exit;
    return concludeRegions(call, command, verb, eachRegion(call, action));
  };

export const enableRegionCommand = plainVerb(options.enableRegion, 'enable', 'enabled', enableRegion);
export const disableRegionCommand = plainVerb(options.disableRegion, 'disable', 'disabled', disableRegion);

/** Removes all members and frees their device addresses. 0 or a negative errno. */
function releaseTargets(log: CommandLog, region: Region): number {
  const fn = 'destroy_region';
  if (region.ways === 0) {
    logErr(log, fn, `${region.name}: error getting interleave ways`);
    return -ERRNO.ENXIO;
  }
  for (let i = 0; i < region.ways; i++) {
    const decoder = targetDecoder(region, i);
    if (decoder === undefined) return -ERRNO.ENXIO;
    const cleared = clearTarget(region, i);
    if (cleared !== 0) {
      logErr(log, fn, `${region.name}: clearing target${i} failed: ${strerror(cleared)}`);
      return cleared;
    }
    const freed = setDpaSize(decoder, 0n);
    if (freed !== 0) {
      logErr(log, fn, `${decoder.name}: set_dpa_size failed: ${strerror(freed)}`);
      return freed;
    }
  }
  return 0;
}

function destroy(log: CommandLog, region: Region, force: boolean): number {
  const fn = 'destroy_region';
  if (regionIsEnabled(region)) {
    if (!force) {
      logErr(log, fn, `${region.name} active. Disable it or use --force`);
      return -ERRNO.EBUSY;
    }
    const rc = disableRegion(region);
    if (rc !== 0) {
      logErr(log, fn, `${region.name}: error disabling region: ${strerror(rc)}`);
      return rc;
    }
  }
  const reset = setDecode(region, 0);
  if (reset !== 0) {
    logErr(log, fn, `${region.name}: failed to reset decode: ${strerror(reset)}`);
    return reset;
  }
  const released = releaseTargets(log, region);
  return released === 0 ? deleteRegion(region) : released;
}

/** `cxl destroy-region`: frees the members of regions and removes them, with -f enabled ones too. */
export const destroyRegionCommand: VerbMain = (argv, run) => {
  const call = parseRegions(argv, run, options.destroyRegion);
  if ('exit' in call) return call.exit;
  const force = call.values.force === true;
  const rc = eachRegion(call, (region) => destroy(call.log, region, force));
  return concludeRegions(call, 'destroy', 'destroyed', rc);
};
