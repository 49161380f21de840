/**
 * The layout of schema 8, which is read but no longer written: as that of schema 9, but each piece is on a line
 * of its own, the keys of a shard are followed by its values, and sums are hexadecimal digits.
 */
import { indexLine, isNumber, isPath, listOf } from '../lazy/layout.ts';
import { notLazy, Piece } from '../lazy/piece.ts';
import { rangeOf } from '../lazy/source.ts';
import type { Part, ShardText, Taken } from '../lazy/text.ts';

const NEWLINE = 0x0a;
const SUM = /^[0-9a-f]{8}$/;

/** As decodeTaken(). */
export function decodeEight(bytes: Buffer, damaged: () => Error): Taken {
  const all = rangeOf(bytes);
  const line = indexLine(all);
  let at = line.length;
  const next = (length: unknown, sum: unknown): Piece => {
    if (!isNumber(length) || typeof sum !== 'string' || !SUM.test(sum)) throw notLazy();
    const end = at + length;
    if (bytes[end] !== NEWLINE) throw notLazy();
    const piece = new Piece({ ...all, at, length }, Number.parseInt(sum, 16), damaged);
    at = end + 1;
    return piece;
  };
  const shardOf = (keys: Piece, values: Piece): ShardText => ({
    keys,
    values,
    length: keys.length + values.length,
  });
  const shardsOf = (list: unknown[]): ShardText[] => {
    const shards: ShardText[] = [];
    for (let i = 0; i < list.length; i += 4)
      shards.push(shardOf(next(list[i], list[i + 1]), next(list[i + 2], list[i + 3])));
    return shards;
  };
  const [first, ...rest] = listOf(JSON.parse(line.toString())).map(listOf);
  if (first === undefined || first.length !== 2) throw notLazy();
  const core = next(first[0], first[1]);
  const parts = rest.map(([path, first, sum]): Part => {
    if (!isPath(path)) throw notLazy();
    return { path, text: Array.isArray(first) ? { shards: shardsOf(first) } : next(first, sum) };
  });
  if (at !== bytes.length) throw notLazy();
  return { core, parts };
}
