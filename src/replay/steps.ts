/** Runs one step of a transcript on the emulated machine and compares the result. */
import { ALONE, logSince, runTool } from '../machine/command.ts';
import { echo } from '../machine/echo.ts';
import type { Machine } from '../machine/machine.ts';
import { TOOL_USAGE } from '../machine/refusal.ts';
import type { HostFiles, Tool } from '../tools/tool.ts';
import { failed } from '../wall/files.ts';
import { compareLog } from './compare-log.ts';
import { compareLists, type Difference, differs } from './difference.ts';
import { sameNumbers } from './freed-memory.ts';
import { sortListing } from './listing.ts';
import type { KeptKinds } from './log-filter.ts';
import {
  forgetDevices,
  giveNames,
  type Names,
  ourDevice,
  sameText,
  sameVirtualAddress,
  settleDevices,
} from './names.ts';
import {
  deviceZoneLines,
  firmwareMemmapLines,
  iomemLines,
  linkTarget,
  memoryBlockLines,
  memoryIomem,
  ourZones,
  zoneLines,
} from './read-steps.ts';
import type { Step, StepOf } from './transcript.ts';

/** State of a replay between steps. */
interface Replay {
  machine: Machine;
  names: Names;
  /** The scratch folder `@DIR`, kept in memory. */
  scratch: HostFiles;
  tools: Record<string, Tool>;
  /** The kinds of log lines that the recording keeps. */
  kept: KeptKinds;
}

/** Commands that make devices probe concurrently. */
const ENABLES = /^enable-/;

/** The nd devices whose ids are assigned in a race. */
export const claimDevices = ({ kernel }: Machine): ReadonlySet<string> =>
  new Set([...Object.keys(kernel.state.nd.pfns), ...Object.keys(kernel.state.nd.btts)]);

/** Tests for one of these devices. */
const hasDevice = ({ kernel }: Machine, name: string): boolean =>
  Object.hasOwn(kernel.state.nd.pfns, name) || Object.hasOwn(kernel.state.nd.btts, name);

function compareText(names: Names, what: string, recorded: string, ours: string): Difference[] {
  return recorded === ours || sameText(names, recorded, ours) ? [] : [differs(what, recorded, ours)];
}

/** Compares stdout; listings may have another order of devices. */
function compareStdout(names: Names, step: StepOf<'run'>, ours: string): Difference[] {
  const asPrinted = compareText(names, 'stdout', step.stdout, ours);
  const isListing = step.argv[1] === 'list';
  if (asPrinted.length === 0 || !isListing) return asPrinted;
  return compareText(names, 'stdout', sortListing(step.stdout), sortListing(ours));
}

/** Compares stderr; recordings of usage errors end at the usage text. */
function compareStderr(names: Names, step: StepOf<'run'>, ours: string): Difference[] {
  const usage = step.rc === TOOL_USAGE ? ours.search(/^\s*usage: /im) : -1;
  const kept = usage < 0 ? ours : ours.slice(0, usage);
  return compareText(names, 'stderr', step.stderr, kept);
}

async function run(replay: Replay, step: StepOf<'run'>): Promise<Difference[]> {
  const { names, machine } = replay;
  const [name = '', ...argv] = step.argv;
  giveNames(names, argv);
  const tool = Object.hasOwn(replay.tools, name) ? replay.tools[name] : undefined;
  if (tool === undefined) return [differs('argv', name, 'no such tool')];
  const before = ENABLES.test(argv[0] ?? '') ? claimDevices(machine) : undefined;
  const result = await runTool(machine, tool, argv, { ...ALONE, host: replay.scratch });
  forgetDevices(names, (device) => hasDevice(machine, device));
  if (before !== undefined) settleDevices(names, before, claimDevices(machine));
  const stdout = typeof result.stdout === 'string' ? result.stdout : Buffer.from(result.stdout).toString();
  return [
    ...(result.rc === step.rc ? [] : [differs('rc', String(step.rc), String(result.rc))]),
    ...compareStdout(names, step, stdout),
    ...compareStderr(names, step, result.stderr),
    ...compareLog(names, step, result.log, replay.kept),
  ];
}

/** Compares a write. Most are recorded without log lines; recorded ones are compared. */
function write({ machine, names, kept }: Replay, step: StepOf<'write'>): Difference[] {
  const before = machine.kernel.state.log.lines.length;
  const failure = echo(machine.files, step.path, step.value);
  const ours = failure?.error ?? 'success';
  const recorded = step.rc === 0 ? 'success' : (step.error ?? 'failure');
  const isLogged = step.dmesg !== undefined || step.warnings !== undefined;
  return [
    ...(sameFailure(recorded, ours) ? [] : [differs('write', recorded, ours)]),
    ...(isLogged ? compareLog(names, step, logSince(machine, before), kept) : []),
  ];
}

/** Some recordings have the shell's message, others only the failure. */
function sameFailure(recorded: string, ours: string): boolean {
  if (recorded === 'failure') return ours !== 'success';
  return recorded === ours || (recorded === 'File exists' && ours === 'EEXIST');
}

/** Attributes that name devices show which emulated device corresponds to a recorded path. */
const NAMES_DEVICE = /\/(holder|\w+_seed)$/;
const DEVICE_FOLDER = /^(\/sys\/bus\/nd\/devices\/)((?:pfn|btt|dax)\d+\.\d+)(?=\/)/;

/** An attribute's text, the last name of a link's target, or the error. */
function readAttribute({ files }: Machine, path: string): string {
  const target = files.readlink(path);
  if (!failed(target)) return target.slice(target.lastIndexOf('/') + 1);
  const text = files.read(path);
  if (!failed(text)) return text.trimEnd();
  return ueventValue(files, path) ?? `(${text.error})`;
}

/** Lines of `uevent` were recorded like attributes: DIR/DRIVER for `DRIVER=..` in DIR/uevent. */
function ueventValue(files: Machine['files'], path: string): string | undefined {
  const [, dir, key] = /^(.*)\/([A-Z]+)$/.exec(path) ?? [];
  const text = dir === undefined ? '' : files.read(`${dir}/uevent`);
  if (failed(text)) return undefined;
  return text
    .split('\n')
    .find((line) => line.startsWith(`${key}=`))
    ?.slice(`${key}=`.length);
}

function sysfs({ machine, names }: Replay, step: StepOf<'sysfs'>): Difference[] {
  const compare = ([path, value]: [string, string | { error: string }]): Difference[] => {
    const ours = readAttribute(
      machine,
      path
        // The recorder split its shell command incorrectly.
        .replace(/;$/, '')
        .replace(DEVICE_FOLDER, (_, folder, device) => folder + ourDevice(names, device)),
    );
    const recorded = typeof value === 'string' ? value.trimEnd() : `(${value.error})`;
    const matches = sameVirtualAddress(names, recorded, ours) || sameNumbers(recorded, ours);
    return matches ? [] : compareText(names, path, recorded, ours);
  };
  const entries = Object.entries(step.values);
  const [naming, others] = [true, false].map((is) =>
    entries.filter(([path]) => NAMES_DEVICE.test(path) === is),
  );
  return [...naming!, ...others!].flatMap(compare);
}

/** The stdout of cat is empty for a file that cannot be read; its stderr is not recorded. */
function cat({ machine, names }: Replay, step: StepOf<'cat'>): Difference[] {
  const read = machine.files.read(step.path);
  if (failed(read) && step.stdout === '') return [];
  return compareText(names, step.path, step.stdout, failed(read) ? `(${read.error})` : read);
}

function memoryBlocks({ machine }: Replay, step: StepOf<'memory-blocks'>): Difference[] {
  const fields = Object.keys(step.blocks[0] ?? {});
  const recorded = step.blocks.map((block) => fields.map((field) => `${field} ${block[field]}`).join(' '));
  return compareLists('memory blocks', recorded, memoryBlockLines(machine.files, fields));
}

/** Compares links by path, with recorded names mapped to emulated ones. */
const links = ({ machine, names }: Replay, step: StepOf<'links'>): Difference[] =>
  Object.entries(step.values).flatMap(([path, target]) =>
    compareText(names, path, target, linkTarget(machine.files, path)),
  );

/** Runs and compares one step; an empty list means that it matches. */
export async function replayStep(replay: Replay, step: Step): Promise<Difference[]> {
  const { files } = replay.machine;
  switch (step.op) {
    case 'run':
      return run(replay, step);
    case 'write':
      return write(replay, step);
    case 'sysfs':
      return sysfs(replay, step);
    case 'cat':
      return cat(replay, step);
    case 'memory-blocks':
      return memoryBlocks(replay, step);
    case 'iomem':
      return compareLists('/proc/iomem', step.lines, memoryIomem(iomemLines(files)));
    case 'zones':
      return compareLists('zones', zoneLines(step.zones), zoneLines(ourZones(files)));
    case 'links':
      return links(replay, step);
    case 'device-zone':
      return compareLists('Device zone', step.lines, deviceZoneLines(files));
    case 'firmware-memmap':
      return compareLists('/sys/firmware/memmap', step.lines, firmwareMemmapLines(files));
  }
}
