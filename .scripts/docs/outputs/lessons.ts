/** Shapes of `--json` of lessons. */
import * as z from 'zod';
import { count, flag, output, rows, text, writtenFile } from './parts.ts';

const goalFields = {
  course: text.nullable(),
  lesson: text,
  title: text,
  minutes: count,
  step: count,
  steps: count,
  text: z.array(text),
  teaches: z.array(z.strictObject({ command: text, about: text })),
  goals: z.array(text),
  allowed: z.array(text),
};
const goal = output(goalFields);
const task = { ...goalFields, kind: text, seed: count, number: count, answer: text };
const solution = z.strictObject({
  answer: text,
  words: z.array(text),
  sums: z.array(z.strictObject({ name: text, value: z.number(), unit: text, how: text })),
});

export const LESSON_OUTPUTS = {
  'lesson list': rows(
    z.strictObject({
      number: count,
      id: text,
      title: text,
      about: text,
      minutes: count,
      steps: count,
      done: flag,
      current: flag,
    }),
  ),
  'lesson start': goal,
  'lesson goal': goal,
  'lesson hint': output({
    lesson: text,
    step: count,
    hint: count,
    hints: count,
    text,
    command: text.nullable(),
  }),
  'lesson check': output({
    lesson: text,
    step: count,
    steps: count,
    met: flag,
    goals: z.array(z.strictObject({ text, met: flag, found: text.optional() })),
    done: flag,
  }),
  'lesson show-solution': output({ lesson: text, step: count, commands: z.array(text) }),
  'lesson reset': output({ lesson: text, step: count }),
  'lesson drill': output(task),
  'lesson answer': output({
    lesson: text,
    seed: count,
    number: count,
    right: flag,
    said: text,
    commands: count.nullable(),
    solution: solution.nullable(),
    next: z.strictObject(task).nullable(),
  }),
  'lesson progress': output({
    courses: z.array(
      z.strictObject({
        course: text.nullable(),
        lessons: z.array(z.strictObject({ number: count, id: text, minutes: count, done: flag })),
      }),
    ),
    drills: z.array(z.strictObject({ kind: text, solved: count, wrong: count, shown: count })),
  }),
  'lesson handout': writtenFile,
  'lesson cast': writtenFile,
  'lesson new': output({ file: text, goals: count }),
  'lesson test': output({
    lessons: z.array(z.strictObject({ file: text, ok: flag })),
    findings: z.array(z.strictObject({ file: text, line: count, field: text, message: text, next: text })),
  }),
  'lesson stop': output({ lesson: text, restored: text.nullable() }),
};
