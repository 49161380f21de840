/** Scripts of the recorder: memsim's own commands, one a line; `boot` and `reboot` begin a boot. */
import { parseArgs } from 'node:util';
import { splitWords } from '../../src/experiments/words.ts';
import { LabError } from './guest/packages.ts';
import type { Operation } from './transcript/operation.ts';

/** Boot options from a `boot` or `reboot` line, or from the recorder's own options. */
export interface BootWords {
  kernel?: string | undefined;
  platform?: string | undefined;
  cmdline?: string | undefined;
}

/** A boot of a script with what follows it. */
export interface ScriptBoot extends BootWords {
  operations: Operation[];
}

const TOOLS = ['ndctl', 'daxctl', 'cxl'];
const LOOKS = ['iomem', 'zones', 'device-zone', 'memory-blocks', 'firmware-memmap'] as const;
const isLook = (word: string): word is (typeof LOOKS)[number] => (LOOKS as readonly string[]).includes(word);

/** The operation of a line's words. */
function readOperation(words: readonly string[], place: string): Operation {
  const [name = '', ...rest] = words;
  if (TOOLS.includes(name)) return { op: 'run', argv: [...words] };
  if (isLook(name) && rest.length === 0) return { op: name };
  if (name === 'cat' && rest.length === 1) return { op: 'cat', path: rest[0]! };
  if (name === 'sysfs' && rest.length > 0) return { op: 'sysfs', paths: rest };
  if (name === 'write' && rest.length === 2) return { op: 'write', path: rest[0]!, value: rest[1]! };
  const known = [
    ...TOOLS.map((tool) => `${tool} ..`),
    'write PATH VALUE',
    'cat PATH',
    'sysfs PATH..',
    ...LOOKS,
  ];
  throw new LabError(`${place}: '${words.join(' ')}' is none of: ${known.join(', ')}, boot, reboot`);
}

const BOOT_OPTIONS = {
  kernel: { type: 'string' },
  platform: { type: 'string' },
  cmdline: { type: 'string' },
} as const;

function readBoot(args: readonly string[], place: string): BootWords {
  try {
    return parseArgs({ args: [...args], options: BOOT_OPTIONS }).values;
  } catch (error) {
    throw new LabError(`${place}: ${(error as Error).message}`);
  }
}

/**
 * Reads a script.
 *
 * @param text lines as `memsim run` takes them
 * @param source names the script in errors
 * @throws LabError for a line that cannot be recorded
 */
export function readScript(text: string, source: string): ScriptBoot[] {
  const boots: ScriptBoot[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    const place = `${source}:${i + 1}`;
    const words = splitWords(line);
    const [name, ...rest] = words[0] === 'memsim' ? words.slice(1) : words;
    if (name === undefined) continue;
    if (name === 'boot' || name === 'reboot') boots.push({ ...readBoot(rest, place), operations: [] });
    else {
      if (boots.length === 0) boots.push({ operations: [] });
      boots.at(-1)!.operations.push(readOperation([name, ...rest], place));
    }
  }
  return boots;
}
