/** Reads a lesson file. Errors are one line that names the file and the field. */
import * as z from 'zod/mini';
import type { Platform } from '../firmware/platform.ts';
import { parsePlatform, readPlatform } from '../firmware/schema.ts';
import { MAX_SEED } from '../lib/rng.ts';
import { checkJson, type Fault } from '../predicate/read-json.ts';
import { predicate, words } from '../predicate/schema.ts';
import type { Lesson } from './lesson.ts';
import { beyondLimits, MAX_TEXT } from './limits.ts';

/** Minutes of a lesson that does not name them. */
export const USUAL_MINUTES = 10;
const MINUTES = 'must be 1 to 60';
const MAX_LINE = 120;
const MAX_COMMANDS = 500;
const MAX_PARTS = 40;
const SOME = 'must have at least one entry';

const many = (count: number) => z.maxLength(count, `must have at most ${count} entries`);
const line = words.check(z.maxLength(MAX_LINE, `must have at most ${MAX_LINE} characters`));
const commands = z.array(words).check(many(MAX_COMMANDS));
const some = <T extends z.ZodMiniType>(item: T) => z.array(item).check(z.minLength(1, SOME), many(MAX_PARTS));

const step = z.strictObject({
  text: some(words),
  teaches: z._default(z.array(z.strictObject({ command: words, about: words })).check(many(MAX_PARTS)), []),
  goals: some(z.strictObject({ text: words, when: predicate })),
  hints: some(z.strictObject({ text: words, command: z.optional(words) })),
  solution: commands.check(z.minLength(1, SOME)),
});

/** A name, or a description with the errors of the platform's own schema. */
const platform = z.pipe(
  z.union([words, z.looseObject({})], 'must be a name or a description of a platform').check((payload) => {
    const { value } = payload;
    if (typeof value === 'string') return;
    const result = parsePlatform(value);
    if ('error' in result) payload.issues.push({ code: 'custom', input: value, message: result.error });
  }),
  z.transform((value): string | Platform => (typeof value === 'string' ? value : readPlatform(value))),
);

const SEED = `must be 0 to ${MAX_SEED}`;

/** A lesson file as data. */
export const lessonFile = z.strictObject({
  title: line,
  about: line,
  minutes: z._default(
    z.int('must be a whole number').check(z.gte(1, MINUTES), z.lte(60, MINUTES)),
    USUAL_MINUTES,
  ),
  start: z.strictObject({
    platform,
    kernel: words,
    cmdline: z._default(z.string(), ''),
    seed: z.optional(z.int('must be a whole number').check(z.gte(0, SEED), z.lte(MAX_SEED, SEED))),
    config: z.optional(z.record(words, z.boolean())),
    with: z.optional(z.array(words).check(many(MAX_PARTS))),
    without: z.optional(z.array(words).check(many(MAX_PARTS))),
    commands: z._default(commands, []),
  }),
  allowed: z.array(words).check(many(MAX_PARTS)),
  steps: some(step),
});

const FILE_NAME = /^(\d{1,4})-([a-z0-9-]{1,60})\.json$/;

/** Number and id of a lesson, from its file name; undefined for other files. */
export function lessonName(file: string): { number: number; id: string } | undefined {
  const found = FILE_NAME.exec(file);
  return found === null ? undefined : { number: Number(found[1]), id: found[2]! };
}

/** An error that concerns the whole text. */
const ofAll = (message: string): { faults: Fault[] } => ({ faults: [{ path: [], message }] });

/** Parses a lesson file; returns the lesson without its name, or all errors. */
export function parseLesson(text: string): { data: Omit<Lesson, 'id' | 'number'> } | { faults: Fault[] } {
  if (text.length > MAX_TEXT) return ofAll(`larger than ${MAX_TEXT / 1024} KiB`);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return ofAll(`not JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`);
  }
  const fault = beyondLimits(data);
  return fault === undefined ? checkJson(lessonFile, data, 'lesson') : { faults: [fault] };
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
  const result = parseLesson(text);
  if ('faults' in result) throw new Error(`${file}: ${result.faults[0]!.message}`);
  return { ...name, ...result.data };
}
