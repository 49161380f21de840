/** Things that a script asks of a machine: shell text for a guest, and the step that its answer makes. */
import { shellWord } from '../../../src/lib/shell-word.ts';
import type { Step } from '../../../src/replay/transcript.ts';
import type { GuestAnswer } from '../guest/guest-init.ts';
import { errnoOf } from './errno-words.ts';
import { readLog } from './kernel-log.ts';
import {
  deviceZones,
  firmwareMemmap,
  memoryBlocks,
  readLooks,
  readZones,
  stepIomemLines,
} from './read-steps.ts';

/** One thing to ask. */
export type Operation =
  | { op: 'run'; argv: string[] }
  | { op: 'write'; path: string; value: string }
  | { op: 'cat'; path: string }
  | { op: 'sysfs'; paths: string[] }
  | { op: 'iomem' | 'zones' | 'device-zone' | 'memory-blocks' | 'firmware-memmap' };

/** A scratch folder of the guest that stands behind `@DIR`. */
const SCRATCH = '/tmp/dir';
const BLOCKS = '/sys/devices/system/memory/memory*';
const MEMMAP = '/sys/firmware/memmap/*';

const quoted = (words: readonly string[]): string => words.map(shellWord).join(' ');

/** The shell text that asks it of a guest. */
export function shellText(operation: Operation): string {
  switch (operation.op) {
    case 'run':
      return quoted(operation.argv.map((word) => word.replaceAll('@DIR', SCRATCH)));
    case 'write':
      return `echo ${shellWord(operation.value)} > ${shellWord(operation.path)}`;
    case 'cat':
      return `cat ${shellWord(operation.path)}`;
    case 'sysfs':
      return `look ${quoted(operation.paths)}`;
    case 'iomem':
      return 'cat /proc/iomem';
    case 'zones':
    case 'device-zone':
      return 'cat /proc/zoneinfo';
    case 'memory-blocks':
      return `look ${BLOCKS}/state ${BLOCKS}/valid_zones ${BLOCKS}/removable`;
    case 'firmware-memmap':
      return `look ${MEMMAP}/start ${MEMMAP}/end ${MEMMAP}/type`;
  }
}

/** The exit code of a usage error; its text belongs to the tool's version. */
const USAGE = 129;

function stderrOf({ rc, stderr }: GuestAnswer): string {
  const usage = rc === USAGE ? stderr.search(/^\s*usage: /im) : -1;
  return (usage < 0 ? stderr : stderr.slice(0, usage)).replaceAll(SCRATCH, '@DIR');
}

/** The log of a step; what is empty is left out. */
function logOf({ log }: GuestAnswer): {
  dmesg?: string[];
  warnings?: ReturnType<typeof readLog>['warnings'];
} {
  const { dmesg, warnings } = readLog(log, false);
  return { ...(dmesg.length > 0 ? { dmesg } : {}), ...(warnings.length > 0 ? { warnings } : {}) };
}

/** The step of a transcript that an answer makes. */
export function recordedStep(operation: Operation, answer: GuestAnswer): Step {
  const { rc, stdout } = answer;
  switch (operation.op) {
    case 'run':
      return { op: 'run', argv: operation.argv, rc, stdout, stderr: stderrOf(answer), ...logOf(answer) };
    case 'write': {
      const { path, value } = operation;
      const error = rc === 0 ? {} : { error: errnoOf(answer.stderr) };
      return { op: 'write', path, value, rc: rc === 0 ? 0 : 1, ...error, ...logOf(answer) };
    }
    case 'cat':
      return { op: 'cat', path: operation.path, stdout: rc === 0 ? stdout : `(${errnoOf(answer.stderr)})` };
    case 'sysfs':
      return { op: 'sysfs', values: readLooks(stdout) };
    case 'iomem':
      return { op: 'iomem', lines: stepIomemLines(stdout) };
    case 'zones':
      return { op: 'zones', zones: readZones(stdout) };
    case 'device-zone':
      return { op: 'device-zone', lines: deviceZones(stdout) };
    case 'memory-blocks':
      return { op: 'memory-blocks', blocks: memoryBlocks(readLooks(stdout)) };
    case 'firmware-memmap':
      return { op: 'firmware-memmap', lines: firmwareMemmap(readLooks(stdout)) };
  }
}

/** The operation as a line of a script. */
export function scriptLine(operation: Operation): string {
  switch (operation.op) {
    case 'run':
      return quoted(operation.argv);
    case 'write':
      return quoted(['write', operation.path, operation.value]);
    case 'cat':
      return quoted(['cat', operation.path]);
    case 'sysfs':
      return quoted(['sysfs', ...operation.paths]);
    default:
      return operation.op;
  }
}
