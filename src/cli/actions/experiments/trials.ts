/** Scripts on scratch machines, for the commands that run one script on many kernels. */
import { runTrial, type TrialRun } from '../../../experiments/run-trial.ts';
import { parseScript, type Script } from '../../../experiments/script.ts';
import type { BootRequest } from '../../../machine/boot-options.ts';
import { EXIT, isRefusal, refusal } from '../../../machine/refusal.ts';
import { DEFAULT_SETUP, type Setup } from '../../../machine/setup.ts';
import { scratchFault, trialEnvironment } from '../../dispatch/trial-environment.ts';
import { parseConfig } from '../../input/build-options.ts';
import { platformName } from '../../input/platform-name.ts';
import type { JsonFlag } from '../../output/print-model.ts';
import type { Host } from '../../session/host.ts';
import type { Caller, Session } from '../../session/session.ts';
import { turn } from '../../session/turn.ts';
import { rowOf } from '../../table/table.ts';
import { readScript } from '../run.ts';

export interface TrialFlags extends JsonFlag {
  platform?: string;
  cmdline?: string;
  config?: string[];
  /** Lines of the script, instead of a file. */
  run?: string[];
}

/** The hardware on which a script runs. */
export interface TrialHardware {
  /** A name, or a file. */
  platform: string;
  cmdline: string;
  /** The media of the current machine, or empty ones. */
  media: 'kept' | 'empty';
}

export interface Trials {
  script: Script;
  /** The hardware; undefined if the script boots itself. */
  hardware: TrialHardware | undefined;
  /** Runs the script on a scratch machine with this setup. */
  run(setup: Setup): Promise<TrialRun>;
  /** The setup for a release, by the options of the command. */
  setupOf(kernel: string): Setup;
}

/** Reads the script; for a command in the place of its file, the refusal names --run. */
function readTrialScript(host: Host, file: string, command: string): string[] {
  try {
    return readScript(host, file, command);
  } catch (error) {
    if (!isRefusal(error) || rowOf(file.split(' ')) === undefined) throw error;
    throw refusal(`${error.message}; a command is given with --run '${file}'`, error.exitCode);
  }
}

/**
 * Arguments of a command that runs a script. The script is read before the machine is loaded, since standard
 * input may wait.
 *
 * @param command the calling command, for the refusal
 */
export const trialReader =
  (command: string) =>
  <Flags extends TrialFlags>({ host }: Caller, file: string | undefined, flags: Flags): [string[], Flags] => {
    const { run: lines } = flags;
    if (file !== undefined && lines !== undefined)
      throw refusal(`${command}: takes a file or --run, not both`, EXIT.usage);
    if (lines !== undefined) return [lines, flags];
    if (file !== undefined) return [readTrialScript(host, file, command), flags];
    throw refusal(`${command}: a script is missing: a file, or commands with --run`, EXIT.usage);
  };

/** Copies of the current machine, unless there is none or the options name a platform. */
function setupsFor({ slot }: Session, flags: TrialFlags): (kernel: string) => Setup {
  const from = flags.platform === undefined ? slot.machine : undefined;
  const last: BootRequest = from?.request ?? DEFAULT_SETUP.request;
  const cmdline = flags.cmdline ?? last.cmdline;
  const config = flags.config === undefined ? last.config : parseConfig(flags.config);
  const seed = from === undefined ? last.seed : from.kernel.state.rng.seed;
  return (kernel) => ({
    platform: flags.platform ?? DEFAULT_SETUP.platform,
    request: { kernel, cmdline, seed, ...(config !== undefined && { config }) },
    from,
  });
}

function hardwareOf({ host }: Session, { platform, request, from }: Setup): TrialHardware {
  const { cmdline } = request;
  if (from === undefined) return { platform, cmdline, media: 'empty' };
  const name = platformName(host, from.firmware.platform) ?? 'a file';
  return { platform: name, cmdline, media: 'kept' };
}

/** Refuses a script that boots the same kernel in each trial. */
function refuseOwnKernel({ lines, boots }: Script): void {
  const argv = lines[0]?.argv ?? [];
  if (boots && argv.some((word) => word.split('=')[0] === '--kernel'))
    throw refusal(
      `the script boots one kernel in each trial: '${argv.join(' ')}'; leave out its --kernel`,
      EXIT.usage,
    );
}

/** Opens trials of a script that was read. */
export function openTrials(session: Session, lines: string[], flags: TrialFlags): Trials {
  const script = parseScript(lines, scratchFault);
  refuseOwnKernel(script);
  const environment = trialEnvironment(session.host);
  const setupOf = setupsFor(session, flags);
  return {
    script,
    hardware: script.boots ? undefined : hardwareOf(session, setupOf(DEFAULT_SETUP.request.kernel)),
    async run(setup) {
      await turn();
      return runTrial(environment, script, setup);
    },
    setupOf,
  };
}
