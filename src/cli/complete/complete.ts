/**
 * Completion of command lines by the specifications of commands. Callers supply the values of each kind.
 */
import { isDropIn } from '../../machine/tools.ts';
import type { Candidate, CommandSpec, Kind, OptionSpec, Values } from './spec.ts';

/** The values of a kind that start with a prefix. */
export type ValuesOf = (kind: Kind, prefix: string) => Promise<Candidate[]>;

/** The position of the word to complete. */
export interface Place {
  command: CommandSpec;
  /** memsim's own options; none for the drop-in tools. */
  common: readonly OptionSpec[];
  operands: number;
  /** Values of the option before the word, if it takes one. */
  pending?: Values | undefined;
}

const NONE: CommandSpec = { name: '', about: '', options: [], operands: [], commands: [] };

const find = (options: readonly OptionSpec[], word: string): OptionSpec | undefined =>
  options.find(({ long, short }) => long === word || short === word);

/** The option of a word: `--region`, `-r`, or the last of a bundle, `-fe`. */
function awaiting(options: readonly OptionSpec[], word: string): OptionSpec | undefined {
  const whole = find(options, word);
  if (whole !== undefined || word.startsWith('--')) return whole;
  const letters = [...word.slice(1)].map((letter) => find(options, `-${letter}`));
  const bundled = letters.slice(0, -1).every((option) => option !== undefined && option.values === undefined);
  return bundled ? letters.at(-1) : undefined;
}

const loaded = async (command: CommandSpec): Promise<CommandSpec> => (await command.load?.()) ?? command;

/** The position behind `words`. */
export async function commandAt(root: CommandSpec, words: readonly string[]): Promise<Place> {
  let command = root;
  let common = root.options.filter(({ long }) => long !== '--version' && long !== '--help');
  let operands = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word.startsWith('-') && word !== '-') {
      const option = awaiting([...command.options, ...common], word);
      if (option?.values === undefined || option.long === '--trace') continue;
      if (++i >= words.length) return { command, common, operands, pending: option.values };
      continue;
    }
    const inner = operands === 0 ? command.commands.find(({ name }) => name === word) : undefined;
    if (inner !== undefined || (command.commands.length > 0 && command.operands.length === 0)) {
      if (inner?.load !== undefined && inner.operands[0]?.name === 'args' && isTool(inner)) common = [];
      command = inner === undefined ? NONE : await loaded(inner);
    } else {
      operands++;
    }
  }
  return { command, common, operands };
}

/** The drop-in tools take no options of memsim. */
const isTool = ({ name }: CommandSpec): boolean => isDropIn(name);

const beginning = (list: readonly Candidate[], prefix: string): Candidate[] =>
  list.filter(({ value }) => value.startsWith(prefix));

async function valuesLike(values: Values, prefix: string, valuesOf: ValuesOf): Promise<Candidate[]> {
  if (values === 'anything') return [];
  return typeof values === 'string' ? valuesOf(values, prefix) : beginning(values, prefix);
}

const named = ({ long, short, about }: OptionSpec): Candidate => ({ value: long ?? short ?? '', about });

/**
 * Completions of the last of `words`, which may be empty, in the order of the specifications.
 *
 * @param root the specification of memsim
 */
export async function complete(
  root: CommandSpec,
  words: readonly string[],
  valuesOf: ValuesOf,
): Promise<Candidate[]> {
  const last = words.at(-1) ?? '';
  const { command, common, operands, pending } = await commandAt(root, words.slice(0, -1));
  if (pending !== undefined) return valuesLike(pending, last, valuesOf);
  const options = [...new Set([...command.options, ...common])];
  const equals = last.startsWith('--') ? last.indexOf('=') : -1;
  if (equals > 0) {
    const name = last.slice(0, equals);
    const values = find(options, name)?.values ?? 'anything';
    const found = await valuesLike(values, last.slice(equals + 1), valuesOf);
    return found.map(({ value, ...more }) => ({ value: `${name}=${value}`, ...more }));
  }
  if (last.startsWith('-')) return beginning(options.map(named), last);
  const inner = operands === 0 ? beginning(command.commands.map(asCandidate), last) : [];
  const operand = command.operands[operands] ?? command.operands.findLast(({ many }) => many);
  const names = operand === undefined ? [] : await valuesLike(operand.values, last, valuesOf);
  const found = [...inner, ...names, ...beginning(operand?.also ?? [], last)];
  return found.length === 0 && last === '' ? command.options.map(named) : found;
}

const asCandidate = ({ name, about }: CommandSpec): Candidate => ({ value: name, about });

/** Tests for a completion that is no whole word yet: a folder, or an option before its value. */
export const isPartial = (value: string): boolean => /[/=]$/.test(value);
