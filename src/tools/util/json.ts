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
export type Json = string | number | bigint | boolean | Verbatim | readonly Json[] | JsonObject;

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

const isList = (value: object): value is readonly Json[] => Array.isArray(value);
const isVerbatim = (value: object): value is Verbatim => 'verbatim' in value;

/** Quoted keys with their colons: objects of one kind have the same keys. */
const keyTexts = new Map<string, string>();

function keyText(key: string): string {
  let text = keyTexts.get(key);
  if (text === undefined) {
    text = `${quote(key)}:`;
    keyTexts.set(key, text);
  }
  return text;
}

function objectText(object: JsonObject, line: string): string {
  const inside = line === '' ? '' : `${line}  `;
  const members: string[] = [];
  for (const key of Object.keys(object)) {
    const item = object[key];
    if (item !== undefined) members.push(keyText(key) + textOf(item, inside));
  }
  return members.length === 0 ? `{${line}}` : `{${inside}${members.join(`,${inside}`)}${line}}`;
}

function arrayText(items: readonly Json[], line: string): string {
  if (items.length === 0) return `[${line}]`;
  const inside = line === '' ? '' : `${line}  `;
  return `[${inside}${items.map((item) => textOf(item, inside)).join(`,${inside}`)}${line}]`;
}

/**
 * The text of a value; `line` is a line break with the indent of the enclosing value, or empty for a text in one
 * line.
 */
function textOf(value: Json, line: string): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return arrayText(value, line);
  return isVerbatim(value) ? value.verbatim : objectText(value, line);
}

/** The text of a value in one line without blanks, as with JSON_C_TO_STRING_PLAIN. */
export const plainJsonText = (value: Json): string => textOf(value, '');

/** The text of a value, without a newline at its end. */
export const jsonText = (value: Json): string => textOf(value, '\n');
