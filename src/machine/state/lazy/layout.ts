/**
 * A value that was taken as bytes: the index on a line of its own, then the value with nulls where its large
 * parts belong, then these parts, one behind the other. Of a table the keys of all shards precede the values of
 * all shards, so that the keys are read at once.
 *
 *     [[LENGTH, SUM], PART, ..]              the index
 *     [PATH, LENGTH, SUM]                    a part
 *     [PATH, [LENGTH, SUM, LENGTH, SUM, ..]] a table: the keys and the values of each shard
 *     [PATH, [..], [START, END, ..]]         one with addresses: those that the values of each shard cover
 *
 * Lengths are in bytes. The sum of the index covers all parts, through their sums.
 */
import type { Range } from '../../../lib/range.ts';
import { notLazy, Piece } from './piece.ts';
import type { ShardText, TableText } from './shard.ts';
import { type ByteRange, rangeOf } from './source.ts';
import type { Part, Taken } from './take.ts';

const NEWLINE = 0x0a;
/** Numbers of a shard in the index. */
const SHARD = 4;

/** The pieces of a part in the order of their bytes. */
const piecesOf = (text: Part['text']): Piece[] =>
  text instanceof Piece ? [text] : [...text.map(({ keys }) => keys), ...text.map(({ values }) => values)];

const extentsOf = (pieces: readonly Piece[]): number[] => pieces.flatMap(({ length, sum }) => [length, sum]);

/** The span of a shard of which none was noted, among those that have one. */
const ANYWHERE: Range = { start: 0, end: Number.MAX_SAFE_INTEGER };

function tableEntry(path: readonly string[], shards: TableText): unknown[] {
  const extents = extentsOf(shards.flatMap(({ keys, values }) => [keys, values]));
  if (shards.every(({ span }) => span === undefined)) return [path, extents];
  return [path, extents, shards.flatMap(({ span = ANYWHERE }) => [span.start, span.end])];
}

const entryOf = ({ path, text }: Part): unknown[] =>
  text instanceof Piece ? [path, ...extentsOf([text])] : tableEntry(path, text);

/** The bytes of a state that was taken, in ranges; the first is the index. */
export function encodeTaken({ core, parts }: Taken): ByteRange[] {
  const index = [extentsOf([core]), ...parts.map(entryOf)];
  const line = rangeOf(Buffer.from(`${JSON.stringify(index)}\n`));
  return [line, core, ...parts.flatMap(({ text }) => piecesOf(text))];
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

/** The spans of shards; none where none were noted. */
function spansOf(value: unknown, count: number): Range[] {
  if (value === undefined) return [];
  const edges = listOf(value);
  if (edges.length !== 2 * count || !edges.every(Number.isSafeInteger)) throw notLazy();
  return Array.from({ length: count }, (_, i) => ({
    start: edges[2 * i] as number,
    end: edges[2 * i + 1] as number,
  }));
}

/**
 * The taken state from the bytes of encodeTaken(), which must not change as long as it is used.
 *
 * @param damaged the error for a piece whose sum is wrong, when it is read
 * @throws a SyntaxError when the index does not fit the bytes
 */
export function decodeTaken(range: ByteRange, damaged: () => Error): Taken {
  const { source } = range;
  const line = indexLine(range);
  let at = range.at + line.length;
  const next = (length: unknown, sum: unknown): Piece => {
    if (!isNumber(length) || !isNumber(sum)) throw notLazy();
    const piece = new Piece({ source, at, length }, sum, damaged);
    at += length;
    return piece;
  };
  const column = (list: unknown[], first: number): Piece[] =>
    Array.from({ length: list.length / SHARD }, (_, i) =>
      next(list[i * SHARD + first], list[i * SHARD + first + 1]),
    );
  const shardsOf = (list: unknown[], spans: unknown): ShardText[] => {
    if (list.length % SHARD !== 0) throw notLazy();
    const keys = column(list, 0);
    const values = column(list, 2);
    const span = spansOf(spans, keys.length);
    return keys.map((key, i) => ({ keys: key, values: values[i]!, span: span[i] }));
  };
  const [first, ...rest] = listOf(JSON.parse(line.toString())).map(listOf);
  if (first === undefined || first.length !== 2) throw notLazy();
  const core = next(first[0], first[1]);
  const parts = rest.map(([path, first, second]): Part => {
    if (!isPath(path)) throw notLazy();
    return { path, text: Array.isArray(first) ? shardsOf(first, second) : next(first, second) };
  });
  if (at !== range.at + range.length) throw notLazy();
  return { core, parts };
}

/** Checks the sums of all pieces. */
export function checkTaken({ core, parts }: Taken): void {
  for (const piece of [core, ...parts.flatMap(({ text }) => piecesOf(text))]) piece.check();
}
