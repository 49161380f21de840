/** `daxctl enable-device` and `daxctl disable-device` (daxctl/device.c of daxctl 76.1). */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { eprint } from '../util/console.ts';
import { deviceArguments } from './arguments.ts';
import type { Command, Run } from './command.ts';
import { conclude, eachDevice } from './each-device.ts';
import { disableDevice, enableDevice } from './lib/device.ts';
import { daxMemory } from './lib/memory.ts';
import type { DaxDevice } from './lib/model.ts';
import { disableSyntax, enableSyntax } from './syntax.ts';

function inDevdaxMode(
  run: Run,
  device: DaxDevice,
  verb: 'enable' | 'disable',
  action: (device: DaxDevice) => number,
): number {
  if (daxMemory(device) !== undefined) {
    eprint(run.con, `${device.name}: status operations are only applicable in devdax mode\n`);
    return -ERRNO.ENXIO;
  }
  const rc = action(device);
  if (rc !== 0) eprint(run.con, `${device.name}: ${verb} failed: ${strerror(rc)}\n`);
  return rc;
}

export const enableDeviceCommand: Command = (argv, run) => {
  // The real command asks for a device "to disable" too.
  const parsed = deviceArguments(argv, run, enableSyntax, 'disable');
  if ('exit' in parsed) return parsed.exit;
  const filter = { region: parsed.values.region, device: parsed.device };
  const { rc, processed } = eachDevice(run, filter, (device) =>
    inDevdaxMode(run, device, 'enable', (found) => enableDevice(found, 'device_dax')),
  );
  return conclude(run, { failing: 'enabling device', done: 'enabled' }, rc, processed);
};

export const disableDeviceCommand: Command = (argv, run) => {
  const parsed = deviceArguments(argv, run, disableSyntax, 'disable');
  if ('exit' in parsed) return parsed.exit;
  const filter = { region: parsed.values.region, device: parsed.device };
  const { rc, processed } = eachDevice(run, filter, (device) =>
    inDevdaxMode(run, device, 'disable', disableDevice),
  );
  return conclude(run, { failing: 'disabling device', done: 'disabled' }, rc, processed);
};
