/** schemas/lesson.schema.json: a lesson's file as JSON Schema, from the schema that reads it. */
import { toJSONSchema } from 'zod/v4/core';
import { lessonFile } from '../../src/lessons/schema.ts';
import { type Schema, withParts } from './platform-schema.ts';

/** Descriptions by path; a step of an array is `[]`. */
const FIELDS: Record<string, string> = {
  title: 'The title of the lesson.',
  about: 'One line for the list of lessons.',
  minutes: 'Minutes that it takes a newcomer.',
  start: 'The machine that the lesson begins with.',
  'start.platform': 'Name of a platform of memsim, or a description as in a platform file.',
  'start.kernel': 'A release, as memsim kernel list names it.',
  'start.cmdline': "The kernel's command line.",
  'start.seed': 'Start of the sequence of uuids.',
  'start.config': 'Build options of the kernel, by name without CONFIG_.',
  'start.with': 'Changes added to those of the release.',
  'start.without': 'Changes removed from those of the release.',
  'start.commands': 'Commands run before the lesson begins, without memsim before them.',
  allowed: 'Beginnings of the commands that the lesson takes beside the read-only ones.',
  steps: 'Steps; each goes on from the machine that the solutions before it leave.',
  'steps[].text': 'Paragraphs, together fewer than 200 words.',
  'steps[].teaches': 'Forms of commands that the step needs and no text before it has.',
  'steps[].goals': 'Goals; the step is done when all are met.',
  'steps[].goals[].text': 'The goal in words.',
  'steps[].goals[].when': 'The state of the machine that meets it.',
  'steps[].hints': 'Hints, given one at a time.',
  'steps[].hints[].command': 'A command that advances the learner.',
  'steps[].solution': 'Commands that meet the goals from the start of the step.',
};

function described(schema: Schema, path: string): Schema {
  const description = FIELDS[path];
  return { ...(description !== undefined && { description }), ...withParts(schema, path, described) };
}

/** The schema with descriptions. */
export function lessonSchema(): Schema {
  const { $schema, ...schema } = toJSONSchema(lessonFile, { io: 'input' }) as Schema;
  return { $schema: $schema!, title: 'Lesson file of memsim', ...described(schema, '') };
}
