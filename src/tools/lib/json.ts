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

const SPECIAL = /[\u0000-\u001f"\\/]/;
const EVERY_SPECIAL = new RegExp(SPECIAL, 'g');

const escaped = (c: string): string => ESCAPES[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;

const quote = (text: string): string =>
  `"${SPECIAL.test(text) ? text.replace(EVERY_SPECIAL, escaped) : text}"`;

const indent = (level: number): string => '  '.repeat(level);

/** The text of a value, without a newline at its end. */
export function jsonText(value: Json, level = 0): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object') return String(value);
  const inside = indent(level + 1);
  let text = '';
  const add = (item: string): void => {
    text += `${text === '' ? '' : ','}\n${inside}${item}`;
  };
  const ended = (): string => `${text}\n${indent(level)}`;
  if (Array.isArray(value)) {
    for (const item of value) add(jsonText(item, level + 1));
    return `[${ended()}]`;
  }
  if (!(value instanceof Map)) return value.verbatim;
  for (const [key, item] of value) add(`${quote(key)}:${jsonText(item, level + 1)}`);
  return `{${ended()}}`;
}

/** An object of the members that are not undefined. */
export function jsonObject(members: Record<string, Json | undefined>): JsonObject {
  const object: JsonObject = new Map();
  for (const [key, value] of Object.entries(members)) if (value !== undefined) object.set(key, value);
  return object;
}
