/**
 * JSON whose large parts are read when they are first asked for. A machine with ten thousand namespaces
 * has megabytes of media, labels and resources that listing them never looks at; and what was not looked
 * at is written again as it was read.
 *
 * The text is an index on a line of its own, then the value with nulls where its large parts belong, then
 * these parts: `[[LENGTH], [LENGTH, KEY, KEY, ..], ..]`, lengths in bytes and the way to each part.
 */

type Holder = Record<string, unknown>;

/** A part, and the way to it. */
interface Part {
  path: string[];
  /** JSON and a newline. */
  text: Uint8Array;
}

/** A value as it was when it was taken. Parts that were not read are shared with it, not copied. */
export interface Taken {
  core: string;
  parts: readonly Part[];
}

/** Characters that make a value large. */
const LARGE = 32768;
/** A value with more members than this is a table: whole, or a part of its own. */
const MANY = 64;

/** The texts of parts that nobody has asked for yet, by the getter that stands in for them. */
const unread = new WeakMap<() => unknown, Uint8Array>();

const isRecord = (value: unknown): value is Holder =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();

function unreadText(holder: Holder, key: string): Uint8Array | undefined {
  const getter = Object.getOwnPropertyDescriptor(holder, key)?.get;
  return getter === undefined ? undefined : unread.get(getter);
}

/** The text of a value without its large parts, which are added to `parts`; undefined for what JSON omits. */
function takeApart(value: unknown, path: string[], parts: Part[]): string | undefined {
  if (!isRecord(value) || Object.keys(value).length > MANY) return JSON.stringify(value);
  const members: string[] = [];
  for (const key of Object.keys(value)) {
    const text = memberText(value, key, [...path, key], parts);
    if (text !== undefined) members.push(`${JSON.stringify(key)}:${text}`);
  }
  return `{${members.join(',')}}`;
}

function memberText(holder: Holder, key: string, path: string[], parts: Part[]): string | undefined {
  const kept = unreadText(holder, key);
  if (kept !== undefined) {
    parts.push({ path, text: kept });
    return 'null';
  }
  const before = parts.length;
  const text = takeApart(holder[key], path, parts);
  // A value with parts of its own stays in place, since a part is read whole.
  if (text === undefined || text.length <= LARGE || parts.length > before) return text;
  parts.push({ path, text: Buffer.from(`${text}\n`) });
  return 'null';
}

const NEWLINE = Buffer.from('\n');

/** Takes the present state of a value: plain data, objects at the top. Its cost follows what was read. */
export function takeLazily(value: object): Taken {
  const parts: Part[] = [];
  const core = takeApart(value, [], parts)!;
  return { core, parts };
}

/** A value of its own, in the state that was taken. */
export function openTaken({ core, parts }: Taken): unknown {
  const value: unknown = JSON.parse(core);
  for (const { path, text } of parts) defer(holderOf(value, path.slice(0, -1)), path.at(-1)!, text);
  return value;
}

/** The bytes of a state that was taken, in pieces. */
export function encodeTaken({ core, parts }: Taken): Uint8Array[] {
  const head = Buffer.from(`${core}\n`);
  const lengths = parts.map(({ path, text }) => [text.length - NEWLINE.length, ...path]);
  const index = `${JSON.stringify([[head.length - NEWLINE.length], ...lengths])}\n`;
  return [Buffer.from(index), head, ...parts.map(({ text }) => text)];
}

/** The bytes of a value: plain data, objects at the top. */
export const encodeLazily = (value: object): Uint8Array => Buffer.concat(encodeTaken(takeLazily(value)));

/** Names that every object has: a path that leads through one would not end in the value. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

const notLazy = (): Error => new SyntaxError('not a value with deferred parts');

/** The index: the length of the value, then length and way of each part. */
function parseIndex(line: Uint8Array): { length: number; parts: { length: number; path: string[] }[] } {
  const value: unknown = JSON.parse(textOf(line));
  const isLength = (item: unknown): item is number => Number.isSafeInteger(item) && (item as number) >= 0;
  const isStep = (item: unknown): item is string => typeof item === 'string' && !RESERVED.has(item);
  if (!Array.isArray(value)) throw notLazy();
  const [first, ...rest] = value.map((entry: unknown) => {
    if (!Array.isArray(entry) || !isLength(entry[0])) throw notLazy();
    const path: unknown[] = entry.slice(1);
    if (!path.every(isStep)) throw notLazy();
    return { length: entry[0], path };
  });
  if (first === undefined || first.path.length > 0 || rest.some(({ path }) => path.length === 0))
    throw notLazy();
  return { length: first.length, parts: rest };
}

/** The record that a way leads to, by its own members alone. */
function holderOf(value: unknown, path: readonly string[]): Holder {
  let at = value;
  for (const step of path) {
    if (!isRecord(at) || !Object.hasOwn(at, step)) throw notLazy();
    at = at[step];
  }
  if (!isRecord(at)) throw notLazy();
  return at;
}

/** Parses a member when it is first read; a record has no prototype, since it is a table by its size. */
function defer(holder: Holder, key: string, text: Uint8Array): void {
  const settle = (value: unknown): void => {
    Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
  };
  const get = (): unknown => {
    const value: unknown = JSON.parse(textOf(text));
    if (isRecord(value)) Object.setPrototypeOf(value, null);
    settle(value);
    return value;
  };
  unread.set(get, text);
  Object.defineProperty(holder, key, { get, set: settle, enumerable: true, configurable: true });
}

/**
 * The value from the bytes of encodeLazily(); they must not change as long as it is used.
 *
 * @throws a SyntaxError when the bytes are something else; a deferred part throws it when it is read
 */
export function decodeLazily(bytes: Uint8Array): unknown {
  let at = bytes.indexOf(0x0a) + 1;
  const index = parseIndex(bytes.subarray(0, at));
  const next = (length: number): Uint8Array => {
    const line = bytes.subarray(at, at + length + NEWLINE.length);
    if (line.length !== length + NEWLINE.length || line[length] !== NEWLINE[0]) throw notLazy();
    at += line.length;
    return line;
  };
  const value: unknown = JSON.parse(textOf(next(index.length)));
  for (const { length, path } of index.parts)
    defer(holderOf(value, path.slice(0, -1)), path.at(-1)!, next(length));
  if (at !== bytes.length) throw notLazy();
  return value;
}
