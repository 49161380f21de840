/** Reads a lesson file. Errors are one line that names the file and the field. */
import * as z from 'zod/mini';
import { readJson } from '../predicate/read-json.ts';
import { predicate, words } from '../predicate/schema.ts';
import type { Lesson } from './lesson.ts';

const commands = z.array(words);
const USUAL_MINUTES = 10;
const SOME = 'must have at least one entry';

const step = z.strictObject({
  text: z.array(words).check(z.minLength(1, SOME)),
  teaches: z._default(z.array(z.strictObject({ command: words, about: words })), []),
  goals: z.array(z.strictObject({ text: words, when: predicate })).check(z.minLength(1, SOME)),
  hints: z.array(z.strictObject({ text: words, command: z.optional(words) })).check(z.minLength(1, SOME)),
  solution: commands.check(z.minLength(1, SOME)),
});

const lessonFile = z.strictObject({
  title: words,
  about: words,
  minutes: z._default(z.int('must be a whole number').check(z.gte(1), z.lte(60)), USUAL_MINUTES),
  start: z.strictObject({
    platform: words,
    kernel: words,
    cmdline: z._default(z.string(), ''),
    commands: z._default(commands, []),
  }),
  allowed: commands,
  steps: z.array(step).check(z.minLength(1, SOME)),
});

const FILE_NAME = /^(\d+)-([a-z0-9-]+)\.json$/;

/** Number and id of a lesson, from its file name; undefined for other files. */
export function lessonName(file: string): { number: number; id: string } | undefined {
  const found = FILE_NAME.exec(file);
  return found === null ? undefined : { number: Number(found[1]), id: found[2]! };
}

/**
 * Parses a lesson file.
 *
 * @param file name of the file, `03-map.json`, which determines number and id
 * @throws an Error whose message names file and field
 */
export function readLesson(text: string, file: string): Lesson {
  const name = lessonName(file);
  if (name === undefined) throw new Error(`${file}: a lesson's file is called NN-name.json`);
  return { ...name, ...readJson(lessonFile, text, 'lesson', file) };
}
