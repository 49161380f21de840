/** Commands of lesson files, which are untrusted: they may use the emulated machine only. */
import { typedWords } from '../experiments/words.ts';
import { isRefusal } from '../machine/refusal.ts';
import { type Fault, pathText } from '../predicate/read-json.ts';
import type { Lesson } from './lesson.ts';

interface Typed {
  path: readonly PropertyKey[];
  command: string;
}

const inList = (path: readonly PropertyKey[], commands: readonly string[]): Typed[] =>
  commands.map((command, i) => ({ path: [...path, i], command }));

/** All commands of the start, the solutions and the hints of a lesson, each with its field. */
export const commandsOf = ({ start, steps }: Pick<Lesson, 'start' | 'steps'>): Typed[] => [
  ...inList(['start', 'commands'], start.commands),
  ...steps.flatMap(({ solution, hints }, step) => [
    ...inList(['steps', step, 'solution'], solution),
    ...hints.flatMap(({ command }, hint) =>
      command === undefined ? [] : [{ path: ['steps', step, 'hints', hint, 'command'], command }],
    ),
  ]),
];

/** Paths of the emulated machine. */
const OF_THE_MACHINE = /^\/(?:sys|proc|dev)\/(?!.*\.\.)/;

/** Tests whether a part of a command names a file of the host in another folder, or a hidden one. */
const isOutside = (part: string): boolean =>
  (part.includes('/') && !OF_THE_MACHINE.test(part)) || /^(?:\.|~)/.test(part);

/** The parts of a word that may be paths: `--output=x` has two, a quoted command several. */
const partsOf = (word: string): string[] => word.split(/[\s=,]+/).filter((part) => part !== '');

function faultIn(command: string, runs: (argv: readonly string[]) => boolean): string | undefined {
  let argv: string[];
  try {
    argv = typedWords(command);
  } catch (error) {
    if (isRefusal(error)) return error.message;
    throw error;
  }
  if (argv.length === 0) return 'has no command';
  if (!runs(argv)) return `'${argv[0]}' does not run on the machine of a lesson`;
  const outside = argv.flatMap(partsOf).find(isOutside);
  return outside === undefined ? undefined : `'${outside}' is a file outside the machine`;
}

/**
 * The first command that would use more than the emulated machine.
 *
 * @param runs tests whether a command runs on a scratch machine
 */
export function foreignCommand(
  lesson: Pick<Lesson, 'start' | 'steps'>,
  runs: (argv: readonly string[]) => boolean,
): Fault | undefined {
  for (const { path, command } of commandsOf(lesson)) {
    const wrong = faultIn(command, runs);
    if (wrong !== undefined) return { path, message: `${pathText(path)}: ${wrong}` };
  }
  return undefined;
}
