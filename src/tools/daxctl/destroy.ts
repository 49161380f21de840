/** `daxctl destroy-device` (daxctl/device.c of daxctl 76.1). */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { eprint } from '../util/console.ts';
import { deviceArguments } from './arguments.ts';
import type { Command, Run } from './command.ts';
import { conclude, eachDevice } from './each-device.ts';
import { disableDevice, isEnabled, setSize } from './lib/device.ts';
import type { DaxDevice } from './lib/model.ts';
import { regionDestroyDevice } from './lib/region.ts';
import { destroySyntax } from './syntax.ts';

function destroy(run: Run, device: DaxDevice, force: boolean): number {
  if (!force && isEnabled(device)) {
    eprint(run.con, `${device.name} is active, specify --force for deletion\n`);
    return -ERRNO.ENXIO;
  }
  const disabled = disableDevice(device);
  if (disabled !== 0) {
    eprint(run.con, `${device.name}: disable failed: ${strerror(disabled)}\n`);
    return disabled;
  }
  const emptied = setSize(device, 0);
  return emptied < 0 ? emptied : regionDestroyDevice(device.region, device);
}

export const destroyDevice: Command = (argv, run) => {
  const parsed = deviceArguments(argv, run, destroySyntax, 'destroy');
  if ('exit' in parsed) return parsed.exit;
  const { values, device } = parsed;
  const { rc, processed } = eachDevice(run, { region: values.region, device }, (found) =>
    destroy(run, found, values.force ?? false),
  );
  return conclude(run, { failing: 'destroying devices', done: 'destroyed' }, rc, processed);
};
