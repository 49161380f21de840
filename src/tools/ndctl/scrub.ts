/** `ndctl start-scrub` and `wait-scrub` (ndctl/bus.c, 76.1). */
import { startScrub as start, waitScrub as wait } from '../lib/ndctl/bus.ts';
import { parseOptions } from '../lib/parse-options.ts';
import type { VerbMain } from '../lib/verbs.ts';
import { eachBus } from './bus-action.ts';
import * as options from './dimm-options.ts';
import { busToJson } from './json-device.ts';

export const startScrub: VerbMain = (argv, run) => {
  const parsed = parseOptions(run.con, argv, options.startScrub);
  if ('exit' in parsed) return parsed.exit;
  const action = { act: start, show: busToJson, doing: 'starting scrub' };
  return eachBus(run, parsed.args, parsed.values.verbose ?? false, action);
};

export const waitScrub: VerbMain = (argv, run) => {
  const parsed = parseOptions(run.con, argv, options.waitScrub);
  if ('exit' in parsed) return parsed.exit;
  const action = { act: wait, show: busToJson, doing: 'waiting for scrub completion' };
  return eachBus(run, parsed.args, parsed.values.verbose ?? false, action);
};
