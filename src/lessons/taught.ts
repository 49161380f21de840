/** Words of commands that a course teaches, before a learner has to type them. */
import { typedWords } from '../experiments/words.ts';
import type { Step } from './lesson.ts';

const TOOLS = ['daxctl', 'cxl'];

/** The command of a line and its options: `daxctl online-memory`, `-m`. */
export function commandParts(line: string): string[] {
  const typed = typedWords(line);
  const words = typed[0] === 'ndctl' ? typed.slice(1) : typed;
  const verb = TOOLS.includes(words[0]!) ? words.slice(0, 2).join(' ') : words[0]!;
  return [verb, ...words.filter((word) => /^--?[a-z]/i.test(word)).map((word) => word.split('=')[0]!)];
}

const WORD = /[\w-]/;

/** Tests whether a text has a word that stands alone. */
function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + word.length] ?? ' ';
    if (!WORD.test(before) && !WORD.test(after)) return true;
  }
  return false;
}

/** Tests whether a text has a short option among those of a word: `-Ni`. */
const hasLetter = (text: string, option: string): boolean =>
  option.length === 2 && new RegExp(`(?:^|[\\s'"(])-[A-Za-z]*${option[1]}`).test(text);

/** Everything that a learner reads before the commands of a step. */
export const taughtBy = ({ text, teaches }: Pick<Step, 'text' | 'teaches'>): string =>
  [...text, ...teaches.flatMap(({ command, about }) => [command, about])].join(' ');

/** The parts of a command line that a text does not have. */
export const untaught = (text: string, line: string): string[] =>
  commandParts(line).filter((part) => !hasWord(text, part) && !hasLetter(text, part));
