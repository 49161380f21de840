/** One step of a transcript on our machine: do it, and say what differs. */
import { ALONE, logSince, runTool } from '../machine/command.ts';
import { echo } from '../machine/echo.ts';
import type { Machine } from '../machine/machine.ts';
import type { HostFiles, Tool } from '../tools/tool.ts';
import { failed } from '../wall/files.ts';
import { compareLog } from './compare-log.ts';
import { compareLists, type Difference, differs } from './difference.ts';
import { sortListing } from './listing.ts';
import type { KeptKinds } from './log-filter.ts';
import {
  deviceZoneLines,
  firmwareMemmapLines,
  iomemLines,
  linkTarget,
  memoryBlockLines,
  memoryIomem,
  ourZones,
  zoneLines,
} from './looks.ts';
import {
  forgetDevices,
  giveNames,
  type Names,
  ourDevice,
  sameText,
  sameVirtualAddress,
  settleDevices,
} from './names.ts';
import type { Step, StepOf } from './transcript.ts';

/** What a replay carries from step to step. */
export interface Replay {
  machine: Machine;
  names: Names;
  /** The scratch folder `@DIR`, kept in memory. */
  scratch: HostFiles;
  tools: Record<string, Tool>;
  /** The kinds of log lines that the recording keeps. */
  kept: KeptKinds;
}

const USAGE = 129;
/** Commands that make devices probe beside each other. */
const ENABLES = /^enable-/;

/** The nd devices whose ids are taken as they come. */
export const claimDevices = ({ kernel }: Machine): ReadonlySet<string> =>
  new Set([...Object.keys(kernel.state.nd.pfns), ...Object.keys(kernel.state.nd.btts)]);

function compareText(names: Names, what: string, recorded: string, ours: string): Difference[] {
  return recorded === ours || sameText(names, recorded, ours) ? [] : [differs(what, recorded, ours)];
}

/** stdout: listings may come in another order of devices. */
function compareStdout(names: Names, step: StepOf<'run'>, ours: string): Difference[] {
  const asPrinted = compareText(names, 'stdout', step.stdout, ours);
  const isListing = step.argv[1] === 'list';
  if (asPrinted.length === 0 || !isListing) return asPrinted;
  return compareText(names, 'stdout', sortListing(step.stdout), sortListing(ours));
}

/** stderr: recordings of usage errors end where the usage text begins. */
function compareStderr(names: Names, step: StepOf<'run'>, ours: string): Difference[] {
  const usage = step.rc === USAGE ? ours.search(/^\s*usage: /im) : -1;
  const kept = usage < 0 ? ours : ours.slice(0, usage);
  return compareText(names, 'stderr', step.stderr, kept);
}

async function run(replay: Replay, step: StepOf<'run'>): Promise<Difference[]> {
  const { names, machine } = replay;
  const [name = '', ...argv] = step.argv;
  giveNames(names, argv);
  const tool = replay.tools[name];
  if (tool === undefined) return [differs('argv', name, 'no such tool')];
  const before = claimDevices(machine);
  const result = await runTool(machine, tool, argv, { ...ALONE, host: replay.scratch });
  const after = claimDevices(machine);
  forgetDevices(names, after);
  if (ENABLES.test(argv[0] ?? '')) settleDevices(names, before, after);
  const stdout = typeof result.stdout === 'string' ? result.stdout : Buffer.from(result.stdout).toString();
  return [
    ...(result.rc === step.rc ? [] : [differs('rc', String(step.rc), String(result.rc))]),
    ...compareStdout(names, step, stdout),
    ...compareStderr(names, step, result.stderr),
    ...compareLog(names, step, result.log, replay.kept),
  ];
}

/** Writes were recorded without their log lines; where there are some they count. */
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

/** Some recordings kept the shell's words, some only that it failed. */
function sameFailure(recorded: string, ours: string): boolean {
  if (recorded === 'failure') return ours !== 'success';
  return recorded === ours || (recorded === 'File exists' && ours === 'EEXIST');
}

/** Attributes that name devices tell which device of ours the paths of others mean. */
const NAMES_DEVICE = /\/(holder|\w+_seed)$/;
const DEVICE_FOLDER = /^(\/sys\/bus\/nd\/devices\/)((?:pfn|btt|dax)\d+\.\d+)(?=\/)/;

/** An attribute's text, the name of what a link points at, or why there is none. */
function readLook({ files }: Machine, path: string): string {
  const target = files.readlink(path);
  if (!failed(target)) return target.slice(target.lastIndexOf('/') + 1);
  const text = files.read(path);
  return failed(text) ? `(${text.error})` : text.trimEnd();
}

function sysfs({ machine, names }: Replay, step: StepOf<'sysfs'>): Difference[] {
  const compare = ([path, value]: [string, string | { error: string }]): Difference[] => {
    const ours = readLook(
      machine,
      path
        // A recorder that split its shell's words badly.
        .replace(/;$/, '')
        .replace(DEVICE_FOLDER, (_, folder, device) => folder + ourDevice(names, device)),
    );
    const recorded = typeof value === 'string' ? value.trimEnd() : `(${value.error})`;
    return sameVirtualAddress(names, recorded, ours) ? [] : compareText(names, path, recorded, ours);
  };
  const entries = Object.entries(step.values);
  const [naming, others] = [true, false].map((is) =>
    entries.filter(([path]) => NAMES_DEVICE.test(path) === is),
  );
  return [...naming!, ...others!].flatMap(compare);
}

function cat({ machine, names }: Replay, step: StepOf<'cat'>): Difference[] {
  const read = machine.files.read(step.path);
  return compareText(names, step.path, step.stdout, failed(read) ? `(${read.error})` : read);
}

function memoryBlocks({ machine }: Replay, step: StepOf<'memory-blocks'>): Difference[] {
  const fields = Object.keys(step.blocks[0] ?? {});
  const recorded = step.blocks.map((block) => fields.map((field) => `${field} ${block[field]}`).join(' '));
  return compareLists('memory blocks', recorded, memoryBlockLines(machine.files, fields));
}

/** Links by path: the targets of the recorded machine's names are those of ours. */
const links = ({ machine, names }: Replay, step: StepOf<'links'>): Difference[] =>
  Object.entries(step.values).flatMap(([path, target]) =>
    compareText(names, path, target, linkTarget(machine.files, path)),
  );

/** Does one step and compares; an empty list means that it matches. */
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
