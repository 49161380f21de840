/** Texts of the lessons: wrapped to the terminal, without colour. */
import { hanging, joinLines, wrapWords } from '../views/base/text.ts';
import type { Mark } from './course.ts';
import type { Hint, Lesson } from './lesson.ts';

/** Wider lines are hard to read. */
const MAX_WIDTH = 80;
const MIN_WIDTH = 40;

/** `text` in lines of at most `width`; `first` precedes the first line, `indent`, which is as long, the others. */
export function wrap(text: string, width: number, first = '', indent = first): string {
  const limit = Math.min(Math.max(width, MIN_WIDTH), MAX_WIDTH);
  const lines = wrapWords(text, limit - indent.length);
  return joinLines(lines.map((line, i) => (i === 0 ? first : indent) + line));
}

/** The title and the text of a step. */
export function stepText(lesson: Lesson, step: number, width: number): string {
  const { title, number, steps, minutes } = lesson;
  const place = steps.length > 1 ? `, step ${step + 1} of ${steps.length}` : '';
  const time = step === 0 ? ` (${minutes} minutes)` : '';
  const { text, teaches } = steps[step]!;
  const paragraphs = text.map((paragraph) => wrap(paragraph, width));
  const forms = teaches.map(({ command, about }) => `  ${typed(command)}\n${wrap(about, width, '      ')}`);
  const taught = forms.length > 0 ? [`New commands:\n${forms.join('')}`] : [];
  return [`Lesson ${number}: ${title}${place}${time}\n`, ...paragraphs, ...taught].join('\n');
}

/** The goals of a step, and the permitted commands. */
export function goalsText({ steps, allowed }: Lesson, step: number, width: number): string {
  const goals = steps[step]!.goals.map(({ text }) => wrap(text, width, '- ', '  ')).join('');
  const commands = `Commands: ${allowed.join(', ')}, and all read-only commands.`;
  return `\nGoals:\n${goals}\n${wrap(commands, width)}`;
}

/** Each goal, with whether it is met; for one that is not, the state of the machine. */
export const marksText = (marks: Mark[], width: number): string =>
  marks
    .map(({ text, met, found }) => {
      const goal = wrap(text, width, met ? 'met      ' : 'not met  ', '         ');
      return met || found === undefined ? goal : `${goal}${wrap(`found: ${found}`, width, '         ')}`;
    })
    .join('');

/** A command as typed: `memsim create-namespace -f ..`. */
export const typed = (command: string): string => `memsim ${command}`;

/** A hint with its number, and the command that it gives. */
export function hintText({ text, command }: Hint, number: number, count: number, width: number): string {
  const body = wrap(`Hint ${number} of ${count}: ${text}`, width);
  return command === undefined ? body : `${body}  ${typed(command)}\n`;
}

/** The command lines that solve a step, as a script. */
export const solutionText = (solution: string[]): string =>
  solution.map((command) => `${typed(command)}\n`).join('');

/** A lesson in a list. */
export interface ListedLesson extends Pick<Lesson, 'number' | 'id' | 'about' | 'minutes'> {
  done: boolean;
  current: boolean;
}

/** The list of lessons: `x` marks a completed one, `>` the active one. */
export function listText(lessons: readonly ListedLesson[], width: number): string {
  const longest = Math.max(...lessons.map(({ id }) => id.length));
  const lines = lessons.flatMap(({ number, id, about, minutes, done, current }) => {
    const mark = current ? '>' : done ? 'x' : ' ';
    const time = `${String(minutes).padStart(2)} min`;
    return hanging(`${mark} ${String(number).padStart(2)} ${id.padEnd(longest)}  ${time}  `, about, width);
  });
  return joinLines(lines);
}
