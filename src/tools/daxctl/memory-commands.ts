/** `daxctl online-memory` and `daxctl offline-memory` (daxctl/device.c of daxctl 76.1). */
import { ERRNO } from '../../lib/errno.ts';
import { eprint } from '../util/console.ts';
import { deviceArguments } from './arguments.ts';
import type { Command, Run } from './command.ts';
import { conclude, eachDevice } from './each-device.ts';
import { daxMemory } from './lib/memory.ts';
import type { DaxDevice, DaxMemory } from './lib/model.ts';
import { bringOnline, takeOffline } from './memory-state.ts';
import { offlineSyntax, onlineSyntax } from './syntax.ts';

function inRamMode(run: Run, device: DaxDevice, action: (mem: DaxMemory) => number): number {
  const mem = daxMemory(device);
  if (mem !== undefined) return action(mem);
  eprint(run.con, `${device.name}: memory operations are not applicable in devdax mode\n`);
  return -ERRNO.ENXIO;
}

export const onlineMemoryCommand: Command = (argv, run) => {
  const parsed = deviceArguments(argv, run, onlineSyntax, 'online memory for');
  if ('exit' in parsed) return parsed.exit;
  const { values, device } = parsed;
  const zone = values.noMovable === true ? 'normal' : 'movable';
  const { rc, processed } = eachDevice(run, { region: values.region, device }, (found) =>
    inRamMode(run, found, (mem) => bringOnline(run, mem, { zone, verbose: values.verbose ?? false })),
  );
  return conclude(run, { failing: 'onlining memory', done: 'onlined memory for' }, rc, processed);
};

export const offlineMemoryCommand: Command = (argv, run) => {
  const parsed = deviceArguments(argv, run, offlineSyntax, 'offline memory for');
  if ('exit' in parsed) return parsed.exit;
  const { values, device } = parsed;
  const { rc, processed } = eachDevice(run, { region: values.region, device }, (found) =>
    inRamMode(run, found, (mem) => takeOffline(run, mem, { verbose: values.verbose ?? false })),
  );
  return conclude(run, { failing: 'offlining memory', done: 'offlined memory for' }, rc, processed);
};
