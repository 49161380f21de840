/**
 * A value that was taken as bytes: the index on a line of its own, then the value with nulls where its large
 * parts belong, then these parts, one behind the other. Of a table the fingerprints of all keys precede the keys of
 * all shards, and these the values of all shards, so that each is read at once.
 *
 *     [[LENGTH, SUM], PART, ..]              the index
 *     [PATH, LENGTH, SUM]                    a part
 *     [PATH, "list", [LENGTH, SUM, COUNT, ..]]
 *                                            a list: its groups of items
 *     [PATH, [LENGTH, SUM, LENGTH, SUM, ..], SPANS, PRINTS]
 *                                            a table: the keys and the values of each shard
 *     [START, END, ..]                       SPANS: the addresses that the values of each shard cover; null for none
 *     [LENGTH, SUM]                          PRINTS: the fingerprints; left out in schema 9
 *
 * Lengths are in bytes. The sum of the index covers all parts, through their sums.
 */
import { notLazy, Piece } from './piece.ts';
import { type ByteRange, rangeOf } from './source.ts';
import { StoredShard, storedShards } from './stored-shard.ts';
import type { ItemsText, ListText, Part, ShardText, TableText, Taken } from './text.ts';

const NEWLINE = 0x0a;
/** The word in the index that distinguishes a list. */
const LIST = 'list';

const extentOf = ({ length, sum }: Piece): number[] => [length, sum];

function spansOf(shards: readonly ShardText[]): number[] | null {
  const spans = shards.map(({ span }) => span);
  if (spans.every((span) => span === undefined)) return null;
  // A shard of which none was noted, among those that have one, may be anywhere.
  return spans.flatMap((span) =>
    span === undefined ? [0, Number.MAX_SAFE_INTEGER] : [span.start, span.end],
  );
}

function tableEntry(path: readonly string[], { shards, prints }: TableText): unknown[] {
  const extents: number[] = [];
  for (const shard of shards)
    if (shard instanceof StoredShard) shard.addTo(extents);
    else extents.push(...extentOf(shard.keys), ...extentOf(shard.values));
  return [path, extents, spansOf(shards), ...(prints === undefined ? [] : [extentOf(prints)])];
}

function entryOf({ path, text }: Part): unknown[] {
  if (text instanceof Piece) return [path, ...extentOf(text)];
  if ('shards' in text) return tableEntry(path, text);
  return [path, LIST, text.lists.flatMap(({ items, count }) => [...extentOf(items), count])];
}

/** The ranges of a part in the order of their bytes. */
function rangesOf(text: Part['text']): ByteRange[] {
  if (text instanceof Piece) return [text];
  if ('lists' in text) return text.lists.map(({ items }) => items);
  const ranges: ByteRange[] = text.prints === undefined ? [] : [text.prints];
  for (const shard of text.shards) ranges.push(shard instanceof StoredShard ? shard.range(0) : shard.keys);
  for (const shard of text.shards) ranges.push(shard instanceof StoredShard ? shard.range(1) : shard.values);
  return ranges;
}

/** The bytes of a state that was taken, in ranges; the first is the index. */
export function encodeTaken({ core, parts }: Taken): ByteRange[] {
  const index = [extentOf(core), ...parts.map(entryOf)];
  const line = rangeOf(Buffer.from(`${JSON.stringify(index)}\n`));
  return [line, core, ...parts.flatMap(({ text }) => rangesOf(text))];
}

/** Names that every object has: a path that leads through one would not end in the value. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

export const isNumber = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;
export const isPath = (value: unknown): value is string[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((step) => typeof step === 'string' && !RESERVED.has(step));

export function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw notLazy();
  return value;
}

/** Bytes in which the end of the index is looked for first. */
const FIRST = 65536;

/** The index of a range that begins with one, with its newline; empty without one. It may change as a view does. */
export function indexLine({ source, at, length }: ByteRange): Buffer {
  for (let size = FIRST; ; size *= 2) {
    const bytes = source.view(at, Math.min(size, length));
    const end = bytes.indexOf(NEWLINE) + 1;
    if (end > 0 || size >= length) return bytes.subarray(0, end);
  }
}

/**
 * The taken state from the bytes of encodeTaken(), which must not change as long as it is used.
 *
 * @param damaged the error for a piece whose sum is wrong, when it is read
 * @param isOwn false for bytes that may be forged, whose fingerprints are not used
 * @throws a SyntaxError when the index does not fit the bytes
 */
export function decodeTaken(range: ByteRange, damaged: () => Error, isOwn = true): Taken {
  const { source } = range;
  const line = indexLine(range);
  let at = range.at + line.length;
  const next = (length: unknown, sum: unknown): Piece => {
    if (!isNumber(length) || !isNumber(sum)) throw notLazy();
    const piece = new Piece({ source, at, length }, sum, damaged);
    at += length;
    return piece;
  };
  const table = (extents: unknown[], spans: unknown, print: unknown): TableText => {
    const [length, sum] = listOf(print ?? []);
    const prints = print === undefined ? undefined : next(length, sum);
    const read = storedShards({ source, at }, extents, spans == null ? undefined : listOf(spans), damaged);
    at = read.end;
    return { shards: read.shards, prints: isOwn ? prints : undefined };
  };
  const list = (numbers: unknown[]): ListText => {
    const lists: ItemsText[] = [];
    for (let i = 0; i < numbers.length; i += 3) {
      const count = numbers[i + 2];
      if (!isNumber(count)) throw notLazy();
      lists.push({ items: next(numbers[i], numbers[i + 1]), count });
    }
    if (lists.length === 0) throw notLazy();
    return { lists };
  };
  const textOf = ([first, second, third]: unknown[]): Part['text'] => {
    if (Array.isArray(first)) return table(first, second, third);
    return first === LIST ? list(listOf(second)) : next(first, second);
  };
  const [first, ...rest] = listOf(JSON.parse(line.toString())).map(listOf);
  if (first === undefined || first.length !== 2) throw notLazy();
  const core = next(first[0], first[1]);
  const parts = rest.map(([path, ...text]): Part => {
    if (!isPath(path)) throw notLazy();
    return { path, text: textOf(text) };
  });
  if (at !== range.at + range.length) throw notLazy();
  return { core, parts };
}

/** The pieces of a part. */
function piecesOf(text: Part['text']): Piece[] {
  if (text instanceof Piece) return [text];
  if ('lists' in text) return text.lists.map(({ items }) => items);
  const pieces = text.shards.flatMap(({ keys, values }) => [keys, values]);
  return text.prints === undefined ? pieces : [text.prints, ...pieces];
}

/** Checks the sums of all pieces. */
export function checkTaken({ core, parts }: Taken): void {
  for (const piece of [core, ...parts.flatMap(({ text }) => piecesOf(text))]) piece.read();
}
