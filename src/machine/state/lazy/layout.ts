/**
 * A value that was taken as bytes: the index on a line of its own, then the value with nulls where its large
 * parts belong, then these parts, each on a line.
 *
 *     [[LENGTH, SUM], PART, ..]              the index
 *     [PATH, LENGTH, SUM]                    a part
 *     [PATH, [LENGTH, SUM, LENGTH, SUM, ..]] a table: the keys and the values of each shard
 *
 * Lengths are in bytes, without the newline. The sum of the index covers all parts, through their sums.
 */
import { bufferOf, notLazy, Piece } from './piece.ts';
import type { ShardText } from './shard.ts';
import type { Part, Taken } from './take.ts';

const NEWLINE = 0x0a;
const END = Buffer.from('\n');

const piecesOf = (text: Part['text']): Piece[] =>
  text instanceof Piece ? [text] : text.flatMap(({ keys, values }) => [keys, values]);

const extentsOf = (pieces: readonly Piece[]): (number | string)[] =>
  pieces.flatMap(({ text, sum }) => [text.length, sum]);

const entryOf = ({ path, text }: Part): unknown[] => {
  const extents = extentsOf(piecesOf(text));
  return text instanceof Piece ? [path, ...extents] : [path, extents];
};

/** The bytes of a state that was taken, in pieces; the first is the index. */
export function encodeTaken({ core, parts }: Taken): Uint8Array[] {
  const index = [extentsOf([core]), ...parts.map(entryOf)];
  const pieces = [core, ...parts.flatMap(({ text }) => piecesOf(text))];
  return [Buffer.from(`${JSON.stringify(index)}\n`), ...pieces.flatMap(({ text }) => [text, END])];
}

/** Names that every object has: a path that leads through one would not end in the value. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isPath = (value: unknown): value is string[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((step) => typeof step === 'string' && !RESERVED.has(step));

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw notLazy();
  return value;
}

/** The index of bytes that begin with one; its line includes the newline. */
export const indexLine = <T extends Uint8Array>(bytes: T): T =>
  bytes.subarray(0, bytes.indexOf(NEWLINE) + 1) as T;

/**
 * The taken state from the bytes of encodeTaken(), which must not change as long as it is used.
 *
 * @param damaged the error for a piece whose sum is wrong, when it is read
 * @throws a SyntaxError when the index does not fit the bytes
 */
export function decodeTaken(data: Uint8Array, damaged: () => Error): Taken {
  const bytes = bufferOf(data);
  const line = indexLine(bytes);
  let at = line.length;
  const next = (length: unknown, sum: unknown): Piece => {
    if (!isNumber(length) || typeof sum !== 'string') throw notLazy();
    const end = at + length;
    if (bytes[end] !== NEWLINE) throw notLazy();
    const piece = new Piece(bytes.subarray(at, end), { sum, damaged });
    at = end + 1;
    return piece;
  };
  const shardsOf = (list: unknown[]): ShardText[] => {
    const shards: ShardText[] = [];
    for (let i = 0; i < list.length; i += 4)
      shards.push({ keys: next(list[i], list[i + 1]), values: next(list[i + 2], list[i + 3]) });
    return shards;
  };
  const [first, ...rest] = listOf(JSON.parse(line.toString())).map(listOf);
  if (first === undefined || first.length !== 2) throw notLazy();
  const core = next(first[0], first[1]);
  const parts = rest.map(([path, first, sum]): Part => {
    if (!isPath(path)) throw notLazy();
    return { path, text: Array.isArray(first) ? shardsOf(first) : next(first, sum) };
  });
  if (at !== bytes.length) throw notLazy();
  return { core, parts };
}

/** Checks the sums of all pieces. */
export function checkTaken({ core, parts }: Taken): void {
  for (const piece of [core, ...parts.flatMap(({ text }) => piecesOf(text))]) piece.check();
}
