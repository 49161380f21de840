/** Words of commands that a course teaches, before a learner has to type them. */
import { isReadable, typedWords } from '../experiments/words.ts';
import { isToolName } from '../machine/tools.ts';
import type { Step } from './lesson.ts';

/** The command of a line and its options: `daxctl online-memory`, `-m`. */
export function commandParts(line: string): string[] {
  const typed = typedWords(line);
  const words = typed[0] === 'ndctl' ? typed.slice(1) : typed;
  const verb = isToolName(words[0]!) ? words.slice(0, 2).join(' ') : words[0]!;
  return [verb, ...words.filter((word) => /^--?[a-z]/i.test(word)).map((word) => word.split('=')[0]!)];
}

/** The text a learner has read: forms of commands, and the words around them. */
export interface Taught {
  /** Each verb with the options of its forms. */
  forms: ReadonlyMap<string, ReadonlySet<string>>;
  /** Texts of the lesson. */
  text: string;
}

export const NOTHING_TAUGHT: Taught = { forms: new Map(), text: '' };

/** Short options that one word may join: `-Ni` is -N and -i. */
const letters = (option: string): string[] =>
  /^-[A-Za-z]{2,}$/.test(option) ? [...option.slice(1)].map((letter) => `-${letter}`) : [option];

/** Commands within a text, between quotes there. */
const QUOTED = /'((?:memsim )?[a-z][a-z-]+(?: [^']*)?)'|'(memsim [^']*'[^']*'[^']*)'/g;
const NAMED = /\bmemsim ([a-z][a-z-]+)/g;

const quotedIn = (text: string): string[] => [
  ...[...text.matchAll(QUOTED)].map(([, line, nested]) => line ?? nested ?? ''),
  ...[...text.matchAll(NAMED)].map(([, verb]) => verb!),
];

/** The knowledge after a step. */
export function afterStep(
  { forms, text: read }: Taught,
  { text, teaches }: Pick<Step, 'text' | 'teaches'>,
): Taught {
  const next = new Map([...forms].map(([verb, options]) => [verb, new Set(options)]));
  const lines = [...text.flatMap(quotedIn), ...teaches.map(({ command }) => command)];
  for (const line of lines.filter(isReadable)) {
    const [verb = '', ...options] = commandParts(line);
    const known = next.get(verb) ?? new Set<string>();
    for (const option of options.flatMap(letters)) known.add(option);
    next.set(verb, known);
  }
  const words = [...text, ...teaches.map(({ about }) => about)].join(' ');
  return { forms: next, text: `${read} ${words}` };
}

/** The knowledge at the start of another lesson: forms stay, an option in passing is forgotten. */
export const inNextLesson = ({ forms }: Taught): Taught => ({ forms, text: '' });

/** Tests whether a text names an option. */
const names = (text: string, option: string): boolean =>
  new RegExp(`(?:^|[\\s'"(])${option}(?![\\w-])`).test(text);

/** The parts of a command line that no form of its command has, and no text of the lesson. */
export function untaught({ forms, text }: Taught, line: string): string[] {
  const [verb = '', ...options] = commandParts(line);
  const known = forms.get(verb);
  const missing = options.flatMap(letters).filter((option) => !known?.has(option) && !names(text, option));
  return known === undefined ? [verb, ...missing] : missing;
}
