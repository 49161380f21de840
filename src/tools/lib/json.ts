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

const isScalar = (value: Json): value is string | number | bigint | boolean | Verbatim =>
  typeof value !== 'object' || 'verbatim' in value;

function scalarText(value: string | number | bigint | boolean | Verbatim): string {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'object' ? value.verbatim : String(value);
}

/** Adds the text of a value to `out`; `line` is a line break with the indent of what the value is in. */
function write(value: Json, line: string, out: string[]): void {
  if (isScalar(value)) {
    out.push(scalarText(value));
    return;
  }
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const inside = `${line}  `;
  let before = open + inside;
  for (const [key, item] of value.entries()) {
    out.push(before);
    if (typeof key === 'string') out.push(quote(key), ':');
    write(item, inside, out);
    before = `,${inside}`;
  }
  out.push(before.startsWith(',') ? line + close : open + line + close);
}

/** The text of a value, without a newline at its end. */
export function jsonText(value: Json): string {
  const out: string[] = [];
  write(value, '\n', out);
  return out.join('');
}

/** An object of the members that are not undefined. */
export function jsonObject(members: Record<string, Json | undefined>): JsonObject {
  const object: JsonObject = new Map();
  for (const [key, value] of Object.entries(members)) if (value !== undefined) object.set(key, value);
  return object;
}
