/**
 * Fingerprints of the keys of a table, from which a search tells the shards that may have a key. They take two bytes
 * a key instead of up to forty: a mark, then for each shard the number of its keys and the fingerprint of each.
 */
import { Piece } from './piece.ts';
import { rangeOf } from './source.ts';
import type { ShardText, TableText } from './text.ts';

/** A mark whose bytes differ on a machine of the other byte order, where fingerprints are computed anew. */
const MARK = 0x0102;
const WORD = 2;
/** The factor of FNV-1a. */
const FACTOR = 0x01000193;

/** The fingerprint of a key, of 16 bits. */
export function printOf(key: string): number {
  let hash = key.length;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), FACTOR);
  return (hash ^ (hash >>> 16)) & 0xffff;
}

/** The fingerprints of keys. */
export function printsOf(keys: readonly string[]): Uint16Array {
  const prints = new Uint16Array(keys.length);
  for (const [i, key] of keys.entries()) prints[i] = printOf(key);
  return prints;
}

/** The fingerprints of a table, by shard. */
export interface Prints {
  words: Uint16Array;
  /** The word behind the last fingerprint of each shard. */
  ends: readonly number[];
}

/** The fingerprints in a piece that was read; undefined for one that has another byte order or other shards. */
function parsed(piece: Piece, count: number): Prints | undefined {
  const words = new Uint16Array(Math.floor(piece.length / WORD));
  Buffer.from(words.buffer).set(piece.read().subarray(0, words.length * WORD));
  if (words[0] !== MARK) return undefined;
  const ends: number[] = [];
  for (let at = 1; at < words.length; ) {
    at += 1 + words[at]!;
    ends.push(at);
  }
  return ends.length === count ? { words, ends } : undefined;
}

function joined(lists: readonly Uint16Array[]): Prints {
  const words = new Uint16Array(lists.reduce((sum, list) => sum + 1 + list.length, 1));
  words[0] = MARK;
  let at = 1;
  const ends = lists.map((list) => {
    words[at] = list.length;
    words.set(list, at + 1);
    at += 1 + list.length;
    return at;
  });
  return { words, ends };
}

const known = new WeakMap<TableText, Prints>();

/** The fingerprints of a table as it is kept; those of a table without them are computed from its keys. */
export function tablePrints(text: TableText): Prints {
  const { shards, prints } = text;
  const found =
    known.get(text) ??
    (prints && parsed(prints, shards.length)) ??
    joined(shards.map((shard) => shard.prints ?? printsOf(shard.keys.parse() as string[])));
  known.set(text, found);
  return found;
}

/** A table of shards, with the fingerprints of those that it shares with a table that was read. */
export function withPrints(shards: readonly ShardText[], old?: TableText): TableText {
  const places = new Map(old?.shards.map((shard, at) => [shard, at]));
  const lists = shards.map((shard): Uint16Array => {
    if (shard.prints !== undefined) return shard.prints;
    const { words, ends } = tablePrints(old!);
    const at = places.get(shard)!;
    const end = ends[at]!;
    return words.subarray((ends[at - 1] ?? 1) + 1, end);
  });
  const prints = joined(lists);
  const text = { shards, prints: new Piece(rangeOf(new Uint8Array(prints.words.buffer))) };
  known.set(text, prints);
  return text;
}
