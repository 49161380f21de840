/** Runs scripts on scratch machines: the user's own machine is neither read nor changed. */
import type { Platform } from '../firmware/platform.ts';
import { copyOf } from '../machine/copy.ts';
import { bootMachine, type Machine, rebootMachine } from '../machine/machine.ts';
import { EXIT, refusal } from '../machine/refusal.ts';
import type { Setup } from '../machine/setup.ts';
import { type Runner, runRecorded } from './record.ts';
import type { Script } from './script.ts';
import type { CommandRecord, Trial } from './trial.ts';

/** Functions of the command line that trials need. */
export interface TrialEnvironment {
  /** A platform that comes with memsim, or a file's. */
  loadPlatform(nameOrFile: string): Platform;
  /** Opens a runner on a scratch machine that is not booted yet. */
  openScratch(setup: Setup): Runner;
}

/** The result of a trial, and the machine after it. */
export interface TrialRun {
  trial: Trial;
  machine: Machine;
}

/**
 * Boots like a `boot` command of the script, or boots a copy of the given machine again, without parsing a
 * command line, since it runs once per kernel.
 */
function bootFirst(
  runner: Runner,
  { platform, request, from }: Setup,
  environment: TrialEnvironment,
): CommandRecord {
  const machine =
    from === undefined
      ? bootMachine(environment.loadPlatform(platform), request)
      : rebootMachine(copyOf(from), request);
  runner.machine = machine;
  const { log, crashed } = machine.kernel.state;
  const argv =
    from === undefined
      ? ['boot', '--platform', platform, '--kernel', request.kernel]
      : ['reboot', '--kernel', request.kernel];
  return {
    argv,
    rc: crashed === undefined ? 0 : EXIT.failed,
    stdout: '',
    stderr: '',
    log: log.lines.slice(),
  };
}

/** Runs the script on a scratch machine, booted first unless the script boots itself. */
export async function runTrial(
  environment: TrialEnvironment,
  { lines, boots }: Script,
  setup: Setup,
): Promise<TrialRun> {
  const runner = environment.openScratch(setup);
  const trial: Trial = { kernel: setup.request.kernel, steps: [] };
  const note = (record: CommandRecord): void => {
    const crashed = trial.crashed === undefined ? runner.machine?.kernel.state.crashed : undefined;
    trial.steps.push(crashed === undefined ? record : { ...record, crashed });
    trial.crashed ??= crashed;
  };
  if (!boots) note(bootFirst(runner, setup, environment));
  for (const line of lines) note(await runRecorded(runner, line));
  const { machine } = runner;
  if (machine === undefined)
    throw refusal(trial.steps[0]!.stderr.replace(/^memsim: /, '').trimEnd(), EXIT.usage);
  return { trial, machine };
}
