/** `ndctl inject-smart` (ndctl/inject-smart.c, 76.1). */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { type Console, error } from '../../util/console.ts';
import { printArray } from '../../util/display.ts';
import { parseOptions, soleOperand } from '../../util/parse-options.ts';
import type { Run, VerbMain } from '../../util/verbs.ts';
import { dimmToJson } from '../json/device.ts';
import { buses } from '../lib/bus.ts';
import { ndctlFor } from '../lib/context.ts';
import { type Dimm, dimms, refreshNfitFlags } from '../lib/dimm.ts';
import { hasThresholds, smartInjectSupport } from '../lib/dsm.ts';
import { ALARM, injectSmartField, readSmartThreshold, setSmartThreshold } from '../lib/health.ts';
import { matchesBus, matchesDimm } from '../select.ts';
import * as options from './security-options.ts';
import {
  alarmsWith,
  type Injection,
  type SmartRequest,
  type SmartValues,
  setsThresholds,
  smartRequest,
} from './smart-values.ts';

/** Reads the options; returns a message for an invalid number or for options that contradict each other. */
function readRequest(values: SmartValues): SmartRequest | string {
  const request = smartRequest(values);
  if (typeof request === 'string') return request;
  const { injections } = request;
  const both = injections.find(({ given, uninject }) => given && uninject);
  if (both !== undefined) return `Cannot use ${both.name} inject and uninject together\n`;
  const any = injections.some(({ given, uninject }) => given || uninject) || setsThresholds(values);
  return any ? request : 'No valid operation specified\n';
}

const UNSUPPORTED: Record<number, string> = {
  [-ERRNO.ENOTTY]: 'smart injection not supported by ndctl.',
  [-ERRNO.EOPNOTSUPP]: 'smart injection not supported by the kernel',
  [-ERRNO.EIO]: 'smart injection not supported by either platform firmware or the kernel.',
};

/** Prints that a command of the DIMM failed; returns its code. */
function report(con: Console, { name }: Dimm, command: string, rc: number): number {
  error(con, `${name}: ${command}: ${strerror(rc)} (${rc})\n`);
  return rc;
}

/** Sets thresholds and alarms; those that are not given stay. 0 or a negative errno. */
function setThresholds(
  con: Console,
  dimm: Dimm,
  values: SmartValues,
  limits: SmartRequest['limits'],
): number {
  if (!hasThresholds(dimm)) {
    error(con, `${dimm.name}: no smart threshold command support\n`);
    return -ERRNO.EOPNOTSUPP;
  }
  const now = readSmartThreshold(dimm);
  if (typeof now === 'number') return report(con, dimm, 'smart threshold command failed', now);
  const { mediaAlarm, ctrlAlarm, sparesAlarm } = values;
  const alarms = alarmsWith(now.alarms, [
    [ALARM.mediaTemperature, mediaAlarm],
    [ALARM.controllerTemperature, ctrlAlarm],
    [ALARM.spares, sparesAlarm],
  ]);
  const rc = setSmartThreshold(dimm, { ...now, ...limits, alarms });
  return rc < 0 ? report(con, dimm, 'smart set threshold command failed', rc) : 0;
}

type OnFailure = 'stop' | 'continue';

/** Injects one field, or takes it back. 0 or a negative errno, after a message. */
function injectOne(
  con: Console,
  dimm: Dimm,
  { name, field, uninject, value }: Injection,
  failing: OnFailure,
) {
  if (field === undefined) {
    const rc = report(con, dimm, `smart inject ${name} cmd invalid`, -ERRNO.ENXIO);
    if (failing === 'stop') return rc;
  }
  const rc = injectSmartField(dimm, field, uninject ? undefined : value);
  return rc < 0 ? report(con, dimm, `smart inject ${name} command failed`, rc) : 0;
}

/** Injects field by field. The result is that of the last one; only `--uninject-all` goes on after a failure. */
function injectAll(con: Console, dimm: Dimm, asked: readonly Injection[], failing: OnFailure): number {
  let rc = -ERRNO.EOPNOTSUPP;
  for (const one of asked) {
    if (!one.given && !one.uninject) continue;
    rc = injectOne(con, dimm, one, failing);
    if (rc < 0 && failing === 'stop') return rc;
  }
  return rc;
}

function inject(run: Run, dimm: Dimm, values: SmartValues, { injections, limits }: SmartRequest): number {
  const { con } = run;
  const supported = smartInjectSupport(dimm);
  if (supported < 0) {
    error(con, `${dimm.name}: ${UNSUPPORTED[supported]}`);
    return supported;
  }
  if (setsThresholds(values)) {
    const rc = setThresholds(con, dimm, values, limits);
    if (rc !== 0) return rc;
  }
  if (injections.some((one) => one.given || one.uninject)) {
    const rc = injectAll(con, dimm, injections, values.uninjectAll === true ? 'continue' : 'stop');
    if (rc !== 0) return rc;
  }
  refreshNfitFlags(dimm);
  const human = values.human === true;
  printArray(con, [dimmToJson(dimm, { human, health: true })], human);
  return 0;
}

export const injectSmart: VerbMain = (argv, run) => {
  const { con } = run;
  const parsed = parseOptions(con, argv, options.injectSmart);
  if ('exit' in parsed) return parsed.exit;
  const { values, args } = parsed;
  const request = readRequest(values);
  if (typeof request === 'string') {
    error(con, request);
    return -ERRNO.EINVAL;
  }
  const name = soleOperand(con, args, options.injectSmart, 'specify a dimm for the smart operation\n');
  if (typeof name === 'number') return name;

  const ctx = ndctlFor(run, values.verbose);
  for (const bus of buses(ctx).filter((candidate) => matchesBus(candidate, values.bus)))
    for (const dimm of dimms(bus)) if (matchesDimm(dimm, name)) return inject(run, dimm, values, request);
  error(con, `${name}: no such dimm\n`);
  return -ERRNO.ENXIO;
};
