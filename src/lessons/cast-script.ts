/** The script of a recording: the steps of a lesson as comments, and their solutions. */
import type { Lesson } from './lesson.ts';
import { wrap } from './words.ts';

/** Columns of a comment. */
const WIDTH = 78;

const comment = (text: string): string[] => wrap(text, WIDTH, '# ').trimEnd().split('\n');

/** Lines to type, for a terminal on the machine of the lesson. */
export const castScript = ({ number, title, steps }: Lesson): string[] => [
  ...comment(`Lesson ${number}: ${title}`),
  ...steps.flatMap(({ goals, solution }, i) => [
    ...(steps.length > 1 ? comment(`Step ${i + 1} of ${steps.length}`) : []),
    ...goals.flatMap(({ text }) => comment(`Goal: ${text}`)),
    ...solution,
  ]),
];
