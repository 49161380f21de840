/** schemas/json/COMMAND.schema.json: the output of `memsim COMMAND --json` as JSON Schema. */
import * as z from 'zod';
import { EXPERIMENT_OUTPUTS } from './experiments.ts';
import { HOTPLUG_OUTPUTS } from './hotplug.ts';
import { LESSON_OUTPUTS } from './lessons.ts';
import { MACHINE_OUTPUTS } from './machine.ts';
import { VIEW_OUTPUTS } from './views.ts';

/** Shapes by the words of the command. */
export const OUTPUTS: Readonly<Record<string, z.ZodType>> = {
  ...MACHINE_OUTPUTS,
  ...VIEW_OUTPUTS,
  ...EXPERIMENT_OUTPUTS,
  ...HOTPLUG_OUTPUTS,
  ...LESSON_OUTPUTS,
};

/** Path of the schema of a command, below the root. */
export const outputSchemaPath = (words: string): string =>
  `schemas/json/${words.replaceAll(' ', '-')}.schema.json`;

/** Schemas by path below the root. */
export function outputSchemas(): [path: string, text: string][] {
  return Object.entries(OUTPUTS).map(([words, shape]) => {
    const { $schema, ...schema } = z.toJSONSchema(shape, { io: 'input' });
    const titled = { $schema, title: `memsim ${words} --json`, ...schema };
    return [outputSchemaPath(words), `${JSON.stringify(titled, null, 2)}\n`];
  });
}
