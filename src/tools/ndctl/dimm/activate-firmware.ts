/** `ndctl activate-firmware` (ndctl/bus.c, 76.1). No emulated platform supports activation at run time. */
import { ERRNO } from '../../../lib/errno.ts';
import { eprint } from '../../util/console.ts';
import { parseOptions } from '../../util/parse-options.ts';
import type { Run, VerbMain } from '../../util/verbs.ts';
import { eachBus } from '../bus-action.ts';
import * as options from '../bus-options.ts';
import { actedBusToJson } from '../json/device.ts';
import type { Bus } from '../lib/bus.ts';
import { dimms } from '../lib/dimm.ts';
import { firmwareUpdateSupport } from '../lib/dsm.ts';

function activate(run: Run, bus: Bus): number {
  const updatable = dimms(bus).some((dimm) => firmwareUpdateSupport(dimm) === 0);
  const reason = updatable
    ? 'requires a platform reset to activate firmware'
    : 'has no devices that support firmware update.';
  eprint(run.con, `${bus.provider}: ${bus.name}: ${reason}\n`);
  return -ERRNO.EOPNOTSUPP;
}

export const activateFirmware: VerbMain = (argv, run) => {
  const parsed = parseOptions(run.con, argv, options.activateFirmware);
  if ('exit' in parsed) return parsed.exit;
  const action = {
    act: (bus: Bus) => activate(run, bus),
    show: actedBusToJson,
    doing: 'activating firmware',
  };
  return eachBus(run, parsed.args, parsed.values.verbose ?? false, action);
};
