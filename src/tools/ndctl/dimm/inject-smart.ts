/**
 * `ndctl inject-smart` (ndctl/inject-smart.c, 76.1), up to its error paths: no emulated DIMM supports the
 * commands.
 */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { error } from '../../util/console.ts';
import { parseOptions, soleOperand, type Values } from '../../util/parse-options.ts';
import type { Run, VerbMain } from '../../util/verbs.ts';
import { buses } from '../lib/bus.ts';
import { ndctlFor } from '../lib/context.ts';
import { type Dimm, dimms } from '../lib/dimm.ts';
import { hasThresholds, smartInjectSupport } from '../lib/dsm.ts';
import { matchesBus, matchesDimm } from '../select.ts';
import * as options from './security-options.ts';

type SmartValues = Values<typeof options.injectSmart.options>;

/** Value, its uninject flag, and its name in error messages; in the order of injection. */
const injections = (v: SmartValues): { value: boolean; uninject: boolean; name: string }[] => {
  const all = v.uninjectAll === true;
  return [
    {
      value: v.mediaTemperature !== undefined,
      uninject: all || v.mediaUninject === true,
      name: 'media_temperature',
    },
    {
      value: v.ctrlTemperature !== undefined,
      uninject: all || v.ctrlUninject === true,
      name: 'ctrl_temperature',
    },
    { value: v.spares !== undefined, uninject: all || v.sparesUninject === true, name: 'spares' },
    { value: v.fatal === true, uninject: all || v.fatalUninject === true, name: 'fatal' },
    {
      value: v.unsafeShutdown === true,
      uninject: all || v.unsafeShutdownUninject === true,
      name: 'unsafe_shutdown',
    },
  ];
};

const setsThresholds = (v: SmartValues): boolean =>
  [v.mediaThreshold, v.ctrlThreshold, v.sparesThreshold, v.mediaAlarm, v.ctrlAlarm, v.sparesAlarm].some(
    (text) => text !== undefined,
  );

/** Describes the first invalid option, or undefined. */
function fault(values: SmartValues): string | undefined {
  const asked = injections(values);
  const both = asked.find(({ value, uninject }) => value && uninject);
  if (both !== undefined) return `Cannot use ${both.name} inject and uninject together\n`;
  const any = asked.some(({ value, uninject }) => value || uninject) || setsThresholds(values);
  return any ? undefined : 'No valid operation specified\n';
}

const UNSUPPORTED: Record<number, string> = {
  [-ERRNO.ENOTTY]: 'smart injection not supported by ndctl.',
  [-ERRNO.EOPNOTSUPP]: 'smart injection not supported by the kernel',
  [-ERRNO.EIO]: 'smart injection not supported by either platform firmware or the kernel.',
};

/** The control node supports none of the commands. */
const REFUSED = -ERRNO.ENOTTY;

function inject(run: Run, dimm: Dimm, values: SmartValues): number {
  const supported = smartInjectSupport(dimm);
  if (supported < 0) {
    error(run.con, `${dimm.name}: ${UNSUPPORTED[supported]}`);
    return supported;
  }
  const refused = `${strerror(REFUSED)} (${REFUSED})\n`;
  if (setsThresholds(values)) {
    if (!hasThresholds(dimm)) {
      error(run.con, `${dimm.name}: no smart threshold command support\n`);
      return -ERRNO.EOPNOTSUPP;
    }
    error(run.con, `${dimm.name}: smart threshold command failed: ${refused}`);
    return REFUSED;
  }
  for (const { value, uninject, name } of injections(values)) {
    if (!value && !uninject) continue;
    error(run.con, `${dimm.name}: smart inject ${name} command failed: ${refused}`);
    if (values.uninjectAll !== true) break;
  }
  return REFUSED;
}

export const injectSmart: VerbMain = (argv, run) => {
  const { con } = run;
  const parsed = parseOptions(con, argv, options.injectSmart);
  if ('exit' in parsed) return parsed.exit;
  const { values, args } = parsed;
  const wrong = fault(values);
  if (wrong !== undefined) {
    error(con, wrong);
    return -ERRNO.EINVAL;
  }
  const name = soleOperand(con, args, options.injectSmart, 'specify a dimm for the smart operation\n');
  if (typeof name === 'number') return name;

  const ctx = ndctlFor(run, values.verbose);
  for (const bus of buses(ctx).filter((candidate) => matchesBus(candidate, values.bus)))
    for (const dimm of dimms(bus)) if (matchesDimm(dimm, name)) return inject(run, dimm, values);
  error(con, `${name}: no such dimm\n`);
  return -ERRNO.ENXIO;
};
