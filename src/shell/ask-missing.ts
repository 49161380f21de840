/** Prompts for missing operands whose values can be listed. */
import { commandAt, type ValuesOf } from '../cli/complete/complete.ts';
import { IDLE } from '../cli/complete/machine-values.ts';
import type { Candidate, CommandSpec, Kind, OperandSpec } from '../cli/complete/spec.ts';
import type { Machine } from '../machine/machine.ts';
import type { Prompts } from './console.ts';

/** Kinds to prompt for. */
const CHOSEN: ReadonlySet<string> = new Set<Kind>([
  'namespace',
  'region',
  'dimm',
  'bus',
  'dax-device',
  'memdev',
  'cxl-region',
  'cxl-bus',
  'cxl-port',
  'kernel',
  'snapshot',
]);
/** Choices of a prompt, at most. */
const MAX_CHOICES = 200;

export interface Asking {
  root: CommandSpec;
  valuesOf: ValuesOf;
  machine(): Promise<Machine>;
  prompts: Prompts;
}

const ABOUT_ITSELF = new Set(['--help', '-h', '--', '--list-opts']);

async function choose(prompts: Prompts, operand: OperandSpec, candidates: Candidate[]): Promise<string> {
  const longest = Math.max(...candidates.map(({ value }) => value.length));
  const choices = candidates.map(({ value, about = '' }) => ({
    value,
    short: value,
    name: `${value.padEnd(longest)}  ${about}`.trimEnd(),
  }));
  return prompts.select(operand.name.replace(/\d+$/, ''), choices);
}

/**
 * Prompts for the missing operands of a command.
 *
 * @returns the complete words; `words` itself if nothing is missing or there is nothing to choose from
 */
export async function askForMissing(asking: Asking, words: string[]): Promise<string[]> {
  const { root, valuesOf, prompts } = asking;
  if (words.some((word) => ABOUT_ITSELF.has(word))) return words;
  if (words.length === 1 && words[0] === 'create-namespace') {
    const { askNamespace } = await import('./ask-namespace.ts');
    return (await askNamespace(prompts, await asking.machine())) ?? words;
  }
  if (words.join(' ') === 'lesson new') {
    const { askLesson } = await import('./ask-lesson.ts');
    return askLesson(prompts, await valuesOf('platform', ''));
  }
  let complete = words;
  for (;;) {
    const { command, operands, pending } = await commandAt(root, complete);
    const operand = command.operands[operands];
    if (pending !== undefined || operand?.required !== true) return complete;
    const { values } = operand;
    if (typeof values !== 'string' || !CHOSEN.has(values)) return complete;
    await asking.machine();
    const found = (await valuesOf(values as Kind, '')).filter(({ about }) => about !== IDLE);
    if (found.length === 0 || found.length > MAX_CHOICES) return complete;
    const choices = found.length > 1 ? [...found, ...(operand.also ?? [])] : found;
    complete = [...complete, await choose(prompts, operand, choices)];
  }
}
