/**
 * The state of a value as text, and values from such text. Large parts remain text until their first access;
 * parts without an access are written again unchanged.
 */
import { listOf, openList } from './open-list.ts';
import { notLazy, Piece, pieceOf } from './piece.ts';
import { cut, type Entries, tableLength } from './shard.ts';
import { openTable, tableOf } from './table.ts';
import { cutList, listLength, takeList } from './take-list.ts';
import { takeTable } from './take-table.ts';
import type { Part, Taken } from './text.ts';

/** Characters that make a value large. */
const LARGE = 32768;
/** A value with more members than this is a table: whole, or a part of its own. */
const MANY = 64;

/** Values that lead to a part which was not opened at first: their members are looked at one by one. */
const leadToParts = new WeakSet<object>();

/** The parts that were not opened yet, by the getter that stands in for them. */
const unopened = new WeakMap<() => unknown, Part['text']>();

const isObject = (value: unknown): value is Entries => typeof value === 'object' && value !== null;

const isRecord = (value: unknown): value is Entries => isObject(value) && !Array.isArray(value);

/** An object or array whose members are looked at one by one. */
const isHolder = (value: unknown): value is Entries => isObject(value) && Object.keys(value).length <= MANY;

function unopenedPart(holder: object, key: string): Part['text'] | undefined {
  const getter = Object.getOwnPropertyDescriptor(holder, key)?.get;
  return getter && unopened.get(getter);
}

/** Members of an object that is certainly large. */
const WIDE = 512;

const isWide = (value: unknown): value is Entries => isObject(value) && Object.keys(value).length > WIDE;

/**
 * The text of a value that is small as a whole; undefined for any other. Most values are, and V8 writes one
 * faster than this module looks through it.
 */
function smallText(value: unknown): string | undefined {
  if (!isObject(value) || leadToParts.has(value)) return undefined;
  if (isWide(value) || Object.values(value).some(isWide)) return undefined;
  const text = JSON.stringify(value);
  return text.length <= LARGE ? text : undefined;
}

/** The text of a value without its large parts, which are added to `parts`; undefined for what JSON omits. */
function takeApart(value: unknown, path: string[], parts: Part[]): string | undefined {
  if (!isHolder(value)) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const members: string[] = [];
  for (const key of Object.keys(value)) {
    const text = memberText(value, key, [...path, key], parts);
    if (isList) members.push(text ?? 'null');
    else if (text !== undefined) members.push(`${JSON.stringify(key)}:${text}`);
  }
  return isList ? `[${members.join(',')}]` : `{${members.join(',')}}`;
}

/** The text that a value was read from: where it is as it was, its sum need not be computed again. */
const origins = new WeakMap<object, Piece>();

const pieceBefore = (value: unknown): Piece | undefined => (isObject(value) ? origins.get(value) : undefined);

/** The entries that JSON does not omit. */
const present = (entries: Entries): Entries =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));

/** The text of a value that is large and has many members. */
const cutText = (value: Entries): Part['text'] =>
  Array.isArray(value) ? cutList(value) : cut(present(value));

/** The text of an open table or list; undefined for one that became small, and for any other value. */
function openText(value: object): Part['text'] | undefined {
  // Half of what makes it large, so that it is not when it is read again.
  const table = tableOf(value);
  if (table !== undefined) {
    const text = takeTable(table);
    return tableLength(text) > LARGE / 2 ? text : undefined;
  }
  const list = listOf(value);
  if (list === undefined) return undefined;
  const text = takeList(list);
  return listLength(text) > LARGE / 2 ? text : undefined;
}

function memberText(holder: Entries, key: string, path: string[], parts: Part[]): string | undefined {
  const part = (text: Part['text']): string => {
    parts.push({ path, text });
    return 'null';
  };
  const kept = unopenedPart(holder, key);
  if (kept !== undefined) return part(kept);
  const value = holder[key];
  const open = isObject(value) ? openText(value) : undefined;
  if (open !== undefined) return part(open);
  const before = parts.length;
  const text = smallText(value) ?? takeApart(value, path, parts);
  // A value with parts of its own stays in place, since a part is read whole.
  if (text === undefined || text.length <= LARGE || parts.length > before) return text;
  const old = pieceBefore(value);
  const whole = pieceOf(text, old);
  return part(whole === old || !isObject(value) || isHolder(value) ? whole : cutText(value));
}

/** Takes the present state of a value: plain data, objects at the top. Its cost follows what was read. */
export function takeLazily(value: object): Taken {
  const parts: Part[] = [];
  const core = takeApart(value, [], parts)!;
  return { core: pieceOf(core), parts };
}

/** The record or list that a way leads to, by its own members alone. */
function holderOf(value: unknown, path: readonly string[]): object {
  let at = value;
  for (const step of path) {
    if (!isObject(at) || !Object.hasOwn(at, step)) throw notLazy();
    leadToParts.add(at);
    at = at[step];
  }
  if (!isObject(at)) throw notLazy();
  leadToParts.add(at);
  return at;
}

function openWhole(text: Piece): unknown {
  const value = text.parse();
  // A record of this size is a table by its names, which have nothing to do with those of every object.
  if (isRecord(value)) Object.setPrototypeOf(value, null);
  if (isObject(value)) origins.set(value, text);
  return value;
}

/** Opens a member when it is first read. */
function defer(holder: object, key: string, text: Part['text']): void {
  const settle = (value: unknown): void => {
    Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
  };
  const opened = (): unknown => {
    if (text instanceof Piece) return openWhole(text);
    if ('lists' in text) return openList(text);
    const table = openTable(text, (entries) => {
      if (Object.getOwnPropertyDescriptor(holder, key)?.value === table) settle(entries);
    });
    return table;
  };
  const get = (): unknown => {
    const value = opened();
    settle(value);
    return value;
  };
  unopened.set(get, text);
  Object.defineProperty(holder, key, { get, set: settle, enumerable: true, configurable: true });
}

/** A value of its own, in the state that was taken. */
export function openTaken({ core, parts }: Taken): unknown {
  const value = core.parse();
  for (const { path, text } of parts) defer(holderOf(value, path.slice(0, -1)), path.at(-1)!, text);
  return value;
}
