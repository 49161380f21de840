/**
 * JSON as json-c 0.16 prints it with JSON_C_TO_STRING_PRETTY: two spaces a level, no space after a colon,
 * slashes escaped; and the number formats of util/json.c.
 */

/** A number, or a string, in a format of its own; printed as it is. */
export interface Verbatim {
  verbatim: string;
}

/** Keys in order of first use, as json-c keeps them. Values may still grow after they were added. */
export type JsonObject = Map<string, Json>;
export type Json = string | number | bigint | boolean | Verbatim | Json[] | JsonObject;

const ESCAPES: Record<string, string> = {
  '\b': '\\b',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
};

const quote = (text: string): string =>
  `"${text.replace(/[\u0000-\u001f"\\/]/g, (c) => ESCAPES[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;

const indent = (level: number): string => '  '.repeat(level);

function block(open: string, items: string[], close: string, level: number): string {
  const inner = items.map((item) => indent(level + 1) + item).join(',\n');
  return `${open}\n${inner}${items.length > 0 ? '\n' : ''}${indent(level)}${close}`;
}

/** The text of a value, without a newline at its end. */
export function jsonText(value: Json, level = 0): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value))
    return block(
      '[',
      value.map((item) => jsonText(item, level + 1)),
      ']',
      level,
    );
  if (!(value instanceof Map)) return value.verbatim;
  const members = Array.from(value, ([key, item]) => `${quote(key)}:${jsonText(item, level + 1)}`);
  return block('{', members, '}', level);
}

/** An object of the members that are not undefined. */
export function jsonObject(members: Record<string, Json | undefined>): JsonObject {
  const object: JsonObject = new Map();
  for (const [key, value] of Object.entries(members)) if (value !== undefined) object.set(key, value);
  return object;
}
