/** The table of docs/platform-file.md: every field of a platform file. */
import { code } from './markdown.ts';
import { listedFields, platformSchema, type Schema } from './platform-schema.ts';

function typeText({ $ref, type, enum: words, const: only, anyOf }: Schema): string {
  if ($ref !== undefined) return $ref.split('/').at(-1)!;
  if (Array.isArray(words))
    return words.map((word) => (word === null ? 'null' : code(String(word)))).join(', ');
  if (only !== undefined) return code(String(only));
  if (anyOf !== undefined) return anyOf.map(typeText).join(' or ');
  return Array.isArray(type) ? type.join(' or ') : (type ?? '');
}

/** The table; `*` marks required fields. */
export function fieldTable(): string {
  const rows = listedFields(platformSchema()).map(
    ({ path, schema, required }) =>
      `| ${code(path)}${required ? ' \\*' : ''} | ${typeText(schema)} | ${schema.description ?? ''} |`,
  );
  return ['| field | type | |', '|---|---|---|', ...rows].join('\n');
}
