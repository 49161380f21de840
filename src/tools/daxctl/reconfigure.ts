/** `daxctl reconfigure-device` (daxctl/device.c of daxctl 76.1). */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { eprint } from '../util/console.ts';
import { printArray } from '../util/display.ts';
import type { JsonObject } from '../util/json.ts';
import { usage } from '../util/usage.ts';
import { deviceArguments, sizeOption } from './arguments.ts';
import type { Command, Run } from './command.ts';
import { checkConfig } from './config.ts';
import { conclude, eachDevice } from './each-device.ts';
import { disableDevice, enableDevice, isEnabled, setAlign, setSize } from './lib/device.ts';
import { daxDeviceToJson } from './lib/json.ts';
import { daxMemory, onlineSections, willAutoOnline } from './lib/memory.ts';
import type { DaxDevice } from './lib/model.ts';
import { ALREADY, bringOnline, takeOffline } from './memory-state.ts';
import { reconfigureSyntax } from './syntax.ts';

type Mode = 'unknown' | 'devdax' | 'system-ram';

interface Plan {
  mode: Mode;
  /** Bytes, or -1 to leave the size unchanged. */
  size: number;
  align: number;
  noOnline: boolean;
  noMovable: boolean;
  zone: 'movable' | 'normal';
  force: boolean;
  human: boolean;
  verbose: boolean;
}

function disable(run: Run, device: DaxDevice): number {
  const rc = disableDevice(device);
  if (rc !== 0) eprint(run.con, `${device.name}: disable failed: ${strerror(rc)}\n`);
  return rc;
}

/** Prepares a device for system-ram mode: 0 if it is disabled now, 1 if it is system RAM already. */
function leaveDevdax(run: Run, device: DaxDevice): number {
  if (daxMemory(device) === undefined) return disable(run, device);
  eprint(run.con, `${device.name} was already in system-ram mode\n`);
  return ALREADY;
}

/** Prepares a device for devdax mode: 0 if it is disabled now, 1 if it is in devdax mode already. */
function leaveSystemRam(run: Run, device: DaxDevice, plan: Plan): number {
  const mem = daxMemory(device);
  if (mem === undefined) {
    eprint(run.con, `${device.name} was already in devdax mode\n`);
    return ALREADY;
  }
  if (plan.force) {
    const rc = takeOffline(run, mem, plan);
    if (rc < 0) return rc;
  }
  const online = onlineSections(mem);
  if (online < 0) {
    eprint(run.con, `${device.name}: failed to determine online state: ${strerror(online)}\n`);
    return online;
  }
  if (online === 0) return disable(run, device);
  if (plan.verbose) {
    eprint(run.con, `${device.name}: found ${online} memory sections online\n`);
    eprint(run.con, `${device.name}: refusing to change modes\n`);
  }
  return -ERRNO.EBUSY;
}

function toSystemRam(run: Run, device: DaxDevice, plan: Plan): number {
  if ((plan.noOnline || !plan.noMovable) && !plan.force && willAutoOnline(device)) {
    eprint(run.con, `${device.name}: error: kernel policy will auto-online memory, aborting\n`);
    return -ERRNO.EBUSY;
  }
  const left = isEnabled(device) ? leaveDevdax(run, device) : 0;
  if (left < 0) return left;
  if (left === 0) {
    const rc = enableDevice(device, 'kmem');
    if (rc !== 0) return rc;
  }
  if (plan.noOnline) return 0;
  const mem = daxMemory(device);
  if (mem !== undefined) return bringOnline(run, mem, plan);
  eprint(run.con, `${device.name}: failed to get the memory object\n`);
  return -ERRNO.ENXIO;
}

function toDevdax(run: Run, device: DaxDevice, plan: Plan): number {
  const left = isEnabled(device) ? leaveSystemRam(run, device, plan) : 0;
  return left === 0 ? enableDevice(device, 'device_dax') : left;
}

function changeMode(run: Run, device: DaxDevice, plan: Plan): number {
  if (plan.mode === 'system-ram') return toSystemRam(run, device, plan);
  if (plan.mode === 'devdax') return toDevdax(run, device, plan);
  eprint(run.con, `${device.name}: unknown mode requested: 0\n`);
  return -ERRNO.EINVAL;
}

/** Applies the plan to every device. Only the last device whose mode changed is printed. */
function reconfigureDevices(
  run: Run,
  filter: { region: string | undefined; device: string | undefined },
  plan: Plan,
): number {
  let shown: JsonObject | undefined;
  const { rc, processed } = eachDevice(run, filter, (device) => {
    if (plan.align > 0) {
      const aligned = setAlign(device, plan.align);
      if (aligned < 0) return aligned;
    }
    if (plan.size >= 0) return setSize(device, plan.size);
    const changed = changeMode(run, device, plan);
    if (changed < 0) return changed;
    shown = daxDeviceToJson(device, plan);
    return 0;
  });
  if (shown !== undefined) printArray(run.con, [shown], plan.human);
  return conclude(run, { failing: 'reconfiguring devices', done: 'reconfigured' }, rc, processed);
}

export const reconfigureDevice: Command = (argv, run) => {
  const parsed = deviceArguments(argv, run, reconfigureSyntax, 'reconfigure');
  if ('exit' in parsed) return parsed.exit;
  const { values } = parsed;
  const resize = values.size !== undefined || values.align !== undefined;
  const plan: Plan = {
    mode: !resize && (values.mode === 'system-ram' || values.mode === 'devdax') ? values.mode : 'unknown',
    size: sizeOption(values.size),
    align: sizeOption(values.align),
    noOnline: values.noOnline ?? false,
    noMovable: values.noMovable ?? false,
    zone: values.noMovable === true ? 'normal' : 'movable',
    force: values.force ?? false,
    human: values.human ?? false,
    verbose: values.verbose ?? false,
  };
  if (values.checkConfig === true) {
    if (values.mode !== undefined || plan.noOnline || plan.noMovable) {
      eprint(run.con, `${parsed.device}: -C cannot be used with --mode, --(no-)movable, or --(no-)online\n`);
      return usage(run.con, reconfigureSyntax);
    }
    const verdict = checkConfig(run, parsed.device!);
    if (verdict !== 'unreadable') return 0;
    // Without a device name the real command continues: it tries all devices, with an undefined mode.
    return reconfigureDevices(
      run,
      { region: values.region, device: undefined },
      { ...plan, size: -1, align: -1 },
    );
  }
  if (!resize && values.mode === undefined) {
    eprint(run.con, "error: a 'align', 'mode' or 'size' option is required\n");
    return usage(run.con, reconfigureSyntax);
  }
  if (plan.mode === 'devdax' && plan.noOnline) {
    eprint(run.con, '--no-online is incompatible with --mode=devdax\n');
    return usage(run.con, reconfigureSyntax);
  }
  return reconfigureDevices(run, { region: values.region, device: parsed.device }, plan);
};
