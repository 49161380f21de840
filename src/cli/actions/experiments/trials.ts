/** Scripts on scratch machines, for the commands that run one script on many kernels. */
import { runTrial, type TrialRun } from '../../../experiments/run-trial.ts';
import { parseScript, type Script } from '../../../experiments/script.ts';
import type { BootRequest } from '../../../machine/boot-options.ts';
import { DEFAULT_SETUP, type Setup } from '../../../machine/setup.ts';
import { laboratoryOf, runsOnScratch } from '../../dispatch/laboratory.ts';
import { parseConfig } from '../../input/build-options.ts';
import type { JsonFlag } from '../../output/print-model.ts';
import type { Caller } from '../../session/session.ts';
import { readScript } from '../run.ts';

export interface TrialFlags extends JsonFlag {
  platform?: string;
  cmdline?: string;
  config?: string[];
}

export interface Trials {
  script: Script;
  /** Runs the script on a scratch machine with this setup. */
  run(setup: Setup): Promise<TrialRun>;
  /** The setup for a release, by the options of the command. */
  setupOf(kernel: string): Setup;
}

function setupFor(flags: TrialFlags, kernel: string): Setup {
  const request: BootRequest = { ...DEFAULT_SETUP.request, kernel, cmdline: flags.cmdline ?? '' };
  if (flags.config !== undefined) request.config = parseConfig(flags.config);
  return { platform: flags.platform ?? DEFAULT_SETUP.platform, request };
}

/**
 * Reads the script of a command.
 *
 * @param command the calling command, for the refusal
 */
export function openTrials({ host }: Caller, file: string, flags: TrialFlags, command: string): Trials {
  const script = parseScript(readScript(host, file, command), runsOnScratch);
  const laboratory = laboratoryOf(host);
  return {
    script,
    run: (setup) => runTrial(laboratory, script, setup),
    setupOf: (kernel) => setupFor(flags, kernel),
  };
}
