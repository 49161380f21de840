/**
 * JSON as json-c 0.16 prints it with JSON_C_TO_STRING_PRETTY: two spaces a level, no space after a colon,
 * slashes escaped.
 */

/** A number or string in a custom format, printed unchanged. */
export interface Verbatim {
  verbatim: string;
}

/**
 * Keys in order of first use, as in json-c; undefined members are not printed. A value may still grow after
 * it was added.
 */
export interface JsonObject {
  [key: string]: Json | undefined;
}
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

const isVerbatim = (value: object): value is Verbatim => 'verbatim' in value;

function scalarText(value: string | number | bigint | boolean | Verbatim): string {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'object' ? value.verbatim : String(value);
}

/**
 * Appends the text of a value to `out`; `line` is a line break with the indent of the enclosing value, or
 * empty for a text in one line.
 */
function write(value: Json, line: string, out: string[]): void {
  if (typeof value !== 'object' || isVerbatim(value)) {
    out.push(scalarText(value));
    return;
  }
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const inside = line === '' ? '' : `${line}  `;
  const start = out.length;
  const add = (name: string, item: Json): void => {
    out.push(`${out.length === start ? open : ','}${inside}${name}`);
    write(item, inside, out);
  };
  if (Array.isArray(value)) for (const item of value) add('', item);
  else
    for (const key of Object.keys(value)) {
      const item = value[key];
      if (item !== undefined) add(`${quote(key)}:`, item);
    }
  out.push(`${out.length === start ? open : ''}${line}${close}`);
}

/** The text of a value in one line without blanks, as with JSON_C_TO_STRING_PLAIN. */
export function plainJsonText(value: Json): string {
  const out: string[] = [];
  write(value, '', out);
  return out.join('');
}

/** The text of a value, without a newline at its end. */
export function jsonText(value: Json): string {
  const out: string[] = [];
  write(value, '\n', out);
  return out.join('');
}
