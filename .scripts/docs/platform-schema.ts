/** schemas/platform.schema.json: the platform file as JSON Schema, from the schema that reads it. */
import { toJSONSchema } from 'zod/v4/core';
import { platformFile } from '../../src/firmware/schema.ts';
import { cxlField } from './cxl-fields.ts';
import { DIMM_FIELDS, PLATFORM_FIELDS } from './platform-fields.ts';

export interface Schema {
  $schema?: string;
  $ref?: string;
  $defs?: Record<string, Schema>;
  title?: string;
  description?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  [key: string]: unknown;
}

const QUANTITY: Schema = {
  description: 'A size or address: a number, or a string with hex digits or a unit (K, M, G, T).',
  anyOf: [
    { type: 'integer', minimum: 0, exclusiveMaximum: 2 ** 52 },
    { type: 'string', pattern: '^(0[xX][0-9a-fA-F]+|[0-9]+)[kKmMgGtT]?$' },
  ],
};
const WORDS: Schema = {
  description: 'Words as a list, or as one string with blanks between them.',
  anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'string' }],
};

/** Definitions for the unions by which zod describes them. */
function shared({ type, anyOf = [] }: Schema): Schema | undefined {
  const types = Array.isArray(type) ? type.join() : anyOf.map((part) => part.type).join();
  const quantity = { $ref: '#/$defs/quantity' };
  if (types === 'number,string') return quantity;
  if (types === 'number,string,null') return { anyOf: [quantity, { type: 'null' }] };
  return types === 'array,string' ? { $ref: '#/$defs/words' } : undefined;
}

const isDimm = (path: string): boolean => /^(nvdimms|buses\[\]\.dimms)\[\]\.\w+$/.test(path);

/** The description of a field. */
export function describe(path: string): string | undefined {
  const ofDimm = isDimm(path) ? DIMM_FIELDS[path.split('.').at(-1)!] : undefined;
  return PLATFORM_FIELDS[path] ?? cxlField(path) ?? ofDimm;
}

/** The schema with its fields and elements changed, each by its path. */
export function withParts(
  { properties, items, ...rest }: Schema,
  path: string,
  change: (part: Schema, path: string) => Schema,
): Schema {
  const pathOf = (name: string): string => (path === '' ? name : `${path}.${name}`);
  return {
    ...rest,
    ...(items && { items: change(items, `${path}[]`) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, part]) => [name, change(part, pathOf(name))]),
      ),
    }),
  };
}

function refined(schema: Schema, path: string): Schema {
  const found = shared(schema);
  const text = describe(path);
  const described = text === undefined ? {} : { description: text };
  if (found !== undefined) return { ...described, ...found };
  const { anyOf, ...rest } = schema;
  return {
    ...described,
    ...withParts(rest, path, refined),
    ...(anyOf && { anyOf: anyOf.map((part) => refined(part, '')) }),
  };
}

/** The schema with descriptions and with names for what its fields share. */
export function platformSchema(): Schema {
  const { $schema, ...schema } = toJSONSchema(platformFile, { io: 'input' }) as Schema;
  return {
    $schema: $schema!,
    title: 'Platform file of memsim',
    ...refined(schema, ''),
    $defs: { quantity: QUANTITY, words: WORDS },
  };
}

const inNestedSwitch = (path: string): boolean => /\.switch\.ports\[\]\./.test(path);

/** Fields for lists: ports of a switch have the fields of root ports. */
export const listedFields = (schema: Schema) =>
  [...fieldsOf(schema)].filter(({ path }) => !inNestedSwitch(path));

/** Every field with its path, in the order of the schema. */
export function* fieldsOf(
  schema: Schema,
  path = '',
): Generator<{ path: string; schema: Schema; required: boolean }> {
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    const own = path === '' ? name : `${path}.${name}`;
    yield { path: own, schema: part, required: schema.required?.includes(name) ?? false };
    yield* fieldsOf(part.items ?? part, part.items === undefined ? own : `${own}[]`);
  }
}
