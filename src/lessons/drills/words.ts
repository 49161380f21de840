/** Texts of drills, wrapped to the terminal. */
import type { DrillScore } from '../../machine/state/kept.ts';
import { counted } from '../../views/base/text.ts';
import { typed, wrap } from '../words.ts';
import type { TaskId } from './drills.ts';
import { DRILLS, drillKind, KINDS } from './kinds.ts';
import type { Judgement, Solution, Task } from './task.ts';

const isCommand = (paragraph = ''): boolean => paragraph.startsWith('  ');

/** A task: its text, the form of the answer, and the commands. */
export function taskText(
  { kind, seed, number }: TaskId,
  { text }: Pick<Task, 'text'>,
  width: number,
): string {
  const { answer, allowed, withheld, commands } = drillKind(kind);
  const body = text
    .map((paragraph, i) => {
      const gap = isCommand(paragraph) && isCommand(text[i - 1]) ? '' : '\n';
      return gap + (isCommand(paragraph) ? `${paragraph}\n` : wrap(paragraph, width));
    })
    .join('');
  const own = allowed.length > 0 ? `${allowed.join(', ')}, and ` : '';
  const but = withheld.length > 0 ? ` but ${withheld.join(', ')}` : '';
  const best = commands === undefined ? '' : ` It can be done with ${counted(commands, 'command')}.`;
  return [
    `Drill ${kind}, task ${number} of seed ${seed}\n`,
    body,
    `\nAnswer: ${typed(`lesson answer ${answer.includes('!') ? `'${answer}'` : answer}`)}\n`,
    wrap(`Commands: ${own}all read-only commands${but}.${best}`, width),
  ].join('');
}

/** The result of an answer; the number of commands where they count. */
export function judgementText({ right, said }: Judgement, taken: number | undefined): string {
  const count = taken === undefined ? '' : `, with ${counted(taken, 'command')}`;
  return `${right ? 'right' : 'wrong'}: ${said}${right ? count : ''}\n`;
}

/** The answer of a task and its derivation, without the arithmetic of the kernel. */
export const solutionWords = ({ answer, words }: Solution, width: number): string =>
  `The answer: ${answer}\n${words.map((line) => wrap(line, width, '  ')).join('')}`;

/** The score of a kind in a line. */
export const scoreText = ({ kind, solved, wrong, shown }: Omit<DrillScore, 'seed' | 'next'>): string =>
  `${kind}: ${counted(solved, 'task')} solved, ${counted(wrong, 'wrong answer')}, ${shown} shown\n`;

/** The list of kinds, with the scores of the learner. */
export function kindsText(scores: readonly DrillScore[]): string {
  const longest = Math.max(...KINDS.map((kind) => kind.length));
  const lines = KINDS.map((kind) => {
    const score = scores.find((one) => one.kind === kind);
    const { solved = 0, wrong = 0, shown = 0 } = score ?? {};
    const result = score === undefined ? '' : ` (${solved} solved, ${wrong} wrong, ${shown} shown)`;
    return `${kind.padEnd(longest)}  ${DRILLS[kind].about}${result}\n`;
  });
  return lines.join('');
}
