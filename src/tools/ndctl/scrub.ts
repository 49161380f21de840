/** `ndctl start-scrub` and `wait-scrub` (ndctl/bus.c, 76.1). */

import { parseOptions } from '../util/parse-options.ts';
import type { VerbMain } from '../util/verbs.ts';
import { eachBus } from './bus-action.ts';
import * as options from './bus-options.ts';
import { actedBusToJson } from './json/device.ts';
import { startScrub as start, waitScrub as wait } from './lib/bus.ts';

export const startScrub: VerbMain = (argv, run) => {
  const parsed = parseOptions(run.con, argv, options.startScrub);
  if ('exit' in parsed) return parsed.exit;
  const action = { act: start, show: actedBusToJson, doing: 'starting scrub' };
  return eachBus(run, parsed.args, parsed.values.verbose ?? false, action);
};

export const waitScrub: VerbMain = (argv, run) => {
  const parsed = parseOptions(run.con, argv, options.waitScrub);
  if ('exit' in parsed) return parsed.exit;
  const action = { act: wait, show: actedBusToJson, doing: 'waiting for scrub completion' };
  return eachBus(run, parsed.args, parsed.values.verbose ?? false, action);
};
