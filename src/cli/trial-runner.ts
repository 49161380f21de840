/** Runs scripts on scratch machines: nothing of the user's own machine is read or changed. */

import type { CommandRecord, Trial } from '../experiments/trial.ts';
import type { Platform } from '../firmware/platform.ts';
import type { BootRequest } from '../machine/boot-options.ts';
import { bootMachine, type Machine } from '../machine/machine.ts';
import { EXIT, refusal } from '../machine/refusal.ts';
import { parseConfig } from './build-options.ts';
import { DEFAULTS, type Defaults } from './defaults.ts';
import type { Host } from './host.ts';
import { loadPlatform } from './platforms.ts';
import { type Line, readLine, runRecorded } from './run-record.ts';
import { scratchSession } from './scratch.ts';
import type { Session } from './session.ts';
import type { TrialFlags } from './trial-options.ts';

/** What a scratch machine with this kernel is put up from. */
export function settingOf(flags: TrialFlags, kernel: string): Defaults {
  const request: BootRequest = { ...DEFAULTS.request, kernel, cmdline: flags.cmdline ?? '' };
  if (flags.config !== undefined) request.config = parseConfig(flags.config);
  return { platform: flags.platform ?? DEFAULTS.platform, request };
}

/** A script that was read: its lines that are commands, and whether the first of them boots. */
export interface Script {
  lines: Line[];
  boots: boolean;
}

/** Commands that have a state of their own. */
const NOT_HERE = ['lesson', 'shell'];

/** Reads the lines of a script; refuses one that has no command, or one that a scratch machine cannot have. */
export function parseScript(texts: string[]): Script {
  const lines = texts.map(readLine).filter(({ argv }) => argv.length > 0);
  const [first] = lines;
  if (first === undefined) throw refusal('the script has no command', EXIT.usage);
  const wrong = lines.find(({ argv }) => NOT_HERE.includes(argv[0]!));
  if (wrong !== undefined) throw refusal(`'${wrong.argv[0]}' does not run on a scratch machine`, EXIT.usage);
  return { lines, boots: first.argv[0] === 'boot' };
}

/** Boots as the script's own `boot` would, without reading a command line: it is done once for every kernel. */
function bootFirst({ slot }: Session, { platform, request }: Defaults, hardware: Platform): CommandRecord {
  const machine = bootMachine(hardware, request);
  slot.machine = machine;
  const { log, crashed } = machine.kernel.state;
  const argv = ['boot', '--platform', platform, '--kernel', request.kernel];
  return {
    argv,
    rc: crashed === undefined ? 0 : EXIT.failed,
    stdout: '',
    stderr: '',
    log: log.lines.slice(),
  };
}

/** Runs the script on a machine of its own, booted first where the script does not do it. */
export async function runTrial(
  host: Host,
  { lines, boots }: Script,
  setting: Defaults,
): Promise<{ trial: Trial; machine: Machine }> {
  const session = scratchSession(host, undefined, setting);
  const { slot } = session;
  const trial: Trial = { kernel: setting.request.kernel, steps: [] };
  const note = (record: CommandRecord): void => {
    trial.steps.push(record);
    trial.crashed ??= slot.machine?.kernel.state.crashed;
  };
  if (!boots) note(bootFirst(session, setting, loadPlatform(host.packageRoot, setting.platform)));
  for (const line of lines) note(await runRecorded(session, line));
  if (slot.machine === undefined)
    throw refusal(trial.steps[0]!.stderr.replace(/^memsim: /, '').trimEnd(), EXIT.usage);
  return { trial, machine: slot.machine };
}
