/** The loop that all commands on buses share (bus_action of ndctl/bus.c, 76.1). */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { eprint } from '../util/console.ts';
import { printArray } from '../util/display.ts';
import type { Json } from '../util/json.ts';
import type { Run } from '../util/verbs.ts';
import { type Bus, buses } from './lib/bus.ts';
import { ndctlFor } from './lib/context.ts';
import { matchesBus } from './select.ts';

export interface BusAction {
  /** Returns 0 or a negative errno. */
  act: (bus: Bus) => number;
  /** Output for a bus after a successful action. */
  show: (bus: Bus) => Json;
  /** `error DOING: ..` */
  doing: string;
}

/**
 * Runs an action on each bus that the operands name, or on all buses without operands.
 *
 * @returns 0 if it succeeded for at least one bus, else the first failure
 */
export function eachBus(run: Run, args: string[], verbose: boolean, action: BusAction): number {
  const { con } = run;
  const ctx = ndctlFor(run, verbose);
  const names = args.length === 0 || args.includes('all') ? ['all'] : args;
  const shown: Json[] = [];
  let failure = 0;
  for (const name of names) {
    const chosen = buses(ctx).filter((bus) => matchesBus(bus, name));
    for (const bus of chosen) {
      const rc = action.act(bus);
      if (rc === 0) shown.push(action.show(bus));
      else if (failure === 0) failure = rc;
    }
    if (chosen.length === 0 && verbose) eprint(con, `no bus matches id: ${name}\n`);
  }
  if (shown.length > 0) {
    printArray(con, shown, false);
    return 0;
  }
  const rc = failure === 0 ? -ERRNO.ENXIO : failure;
  eprint(con, `error ${action.doing}: ${strerror(rc)}\n`);
  return rc;
}
