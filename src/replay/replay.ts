/**
 * Replays a transcript: boots each of its machines, runs its steps in order, each on the state left by the
 * one before, and collects the differences. A difference does not end the replay.
 */
import type { Platform } from '../firmware/platform.ts';
import { bootMachine, type Machine, rebootMachine } from '../machine/machine.ts';
import type { HostFiles, Tool } from '../tools/tool.ts';
import { compareBootLog } from './compare-log.ts';
import { compareLists, type Difference, differs } from './difference.ts';
import { type KeptKinds, keptKinds } from './log-filter.ts';
import { forgetDevices, type Names, newNames, settleDevices } from './names.ts';
import { bootIomem, iomemLines, ourZones, zoneLines } from './read-steps.ts';
import { claimDevices, replayStep } from './steps.ts';
import type { RecordedBoot, Step, Transcript } from './transcript.ts';

/** A step that differs. A boot counts as a step with number 0. */
export interface FailedStep {
  /** Number of the boot, from 1. */
  boot: number;
  /** Number of the step in the boot, from 1; 0 for the boot itself. */
  step: number;
  /** The command, `ndctl list -RN`. */
  command: string;
  differences: Difference[];
}

/** The result of one transcript. */
export interface ReplayResult {
  name: string;
  /** The recorded release. */
  kernel: string;
  steps: number;
  matched: number;
  failed: FailedStep[];
}

/** Functions from the layers above that a replay needs. */
export interface ReplayTools {
  tools: Record<string, Tool>;
  /** Parses the platform of a boot; throws a refusal if it is invalid. */
  parsePlatform(data: unknown): Platform;
}

/** `@DIR`, for files that one command writes and another reads; and /dev/null, which is empty. */
function scratchFolder(): HostFiles {
  const files = new Map<string, Uint8Array>();
  return {
    read: (path) => (path === '/dev/null' ? new Uint8Array() : files.get(path)),
    write(path, data) {
      files.set(path, data);
      return true;
    },
    append(path, text) {
      files.set(path, Buffer.concat([files.get(path) ?? new Uint8Array(), Buffer.from(text)]));
      return true;
    },
    isFolder: () => false,
  };
}

const describeBoot = (boot: RecordedBoot): string => `boot ${boot.kernel} ${boot.cmdline}`.trimEnd();

function describeStep(step: Step): string {
  switch (step.op) {
    case 'run':
      return step.argv.map((word) => (/[\s'"]|^$/.test(word) ? JSON.stringify(word) : word)).join(' ');
    case 'write':
      return `echo ${step.value} > ${step.path}`;
    case 'cat':
      return `cat ${step.path}`;
    default:
      return step.op;
  }
}

/** Compares log and state after a boot; iomem is absent if only the following steps were recorded. */
function compareBoot(machine: Machine, names: Names, boot: RecordedBoot, kept: KeptKinds): Difference[] {
  if (boot.iomem === undefined) return [];
  const { files } = machine;
  const zones = boot.zones && compareLists('zones', zoneLines(boot.zones), zoneLines(ourZones(files)));
  return [
    ...compareBootLog(names, boot, machine.kernel.state.log.lines, kept),
    ...compareLists('/proc/iomem', bootIomem(boot.iomem), bootIomem(iomemLines(files))),
    ...(zones ?? []),
  ];
}

/** Turns an internal error of memsim into a difference of that step, so that the replay continues. */
async function guarded(compare: () => Difference[] | Promise<Difference[]>): Promise<Difference[]> {
  try {
    return await compare();
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return [differs('memsim', '', `internal error: ${text.split('\n')[0]}`)];
  }
}

/** Replays one transcript on a machine of its own. */
export async function replayTranscript(
  transcript: Transcript,
  { tools, parsePlatform }: ReplayTools,
): Promise<ReplayResult> {
  const result: ReplayResult = {
    name: transcript.name,
    kernel: transcript.boots[0]?.kernel ?? '',
    steps: 0,
    matched: 0,
    failed: [],
  };
  const names = newNames();
  const scratch = scratchFolder();
  const logs = transcript.boots.map(({ dmesg }) => dmesg);
  let machine: Machine | undefined;

  const count = (boot: number, step: number, command: string, differences: Difference[]): void => {
    result.steps++;
    if (differences.length === 0) result.matched++;
    else result.failed.push({ boot, step, command, differences });
  };

  for (const [i, boot] of transcript.boots.entries()) {
    const kept = keptKinds(logs, boot.platform);
    const booted = await guarded(() => {
      const platform = parsePlatform(boot.platform);
      const request = { kernel: boot.kernel, cmdline: boot.cmdline, seed: i + 1 };
      machine = machine ? rebootMachine(machine, request, platform) : bootMachine(platform, request);
      forgetDevices(names, () => false);
      settleDevices(names, new Set(), claimDevices(machine));
      return compareBoot(machine, names, boot, kept);
    });
    count(i + 1, 0, describeBoot(boot), booted);
    for (const [j, step] of boot.steps.entries()) {
      const differences = await guarded(() => {
        if (machine === undefined) return [differs('machine', '', 'did not boot')];
        return replayStep({ machine, names, scratch, tools, kept }, step);
      });
      count(i + 1, j + 1, describeStep(step), differences);
    }
  }
  return result;
}
