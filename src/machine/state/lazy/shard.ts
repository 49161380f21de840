/** The shards of a table: groups of entries that are read and written together. */
import type { Range } from '../../../lib/range.ts';
import { notLazy, type Piece, pieceOf } from './piece.ts';
import { spanOf } from './span.ts';

export type Entries = Record<string, unknown>;

/** An object without a prototype, as every table is. */
export const bare = (): Entries => Object.create(null);

/** A shard as it is kept: two JSON arrays of equal length. */
export interface ShardText {
  keys: Piece;
  values: Piece;
  /** The addresses of its entries; undefined where they have none, or where none were noted. */
  span?: Range | undefined;
}

/** A table as it is kept. New entries join the last shard, so that names keep the order they came in. */
export type TableText = readonly ShardText[];

function listIn(piece: Piece): unknown[] {
  const value = piece.parse();
  if (!Array.isArray(value)) throw notLazy();
  return value;
}

/** A shard of an open table. It also stands in the table for each of its entries before it is read. */
export class Shard {
  isRead = false;
  /** Place among the shards of the table. */
  readonly at: number;
  readonly text: ShardText;
  #keys: readonly string[] | undefined;

  constructor(at: number, text: ShardText) {
    this.at = at;
    this.text = text;
  }

  get keys(): readonly string[] {
    if (this.#keys !== undefined) return this.#keys;
    const keys = listIn(this.text.keys);
    if (!keys.every((key) => typeof key === 'string')) throw notLazy();
    this.#keys = keys;
    return keys;
  }

  /** The values as they are kept. */
  values(): unknown[] {
    return listIn(this.text.values);
  }

  /** Adds the entries to a table. */
  read(entries: Entries): void {
    const { keys } = this;
    const values = this.values();
    if (values.length !== keys.length) throw notLazy();
    for (const [i, key] of keys.entries()) entries[key] = values[i];
    this.isRead = true;
  }
}

const lengthOf = ({ keys, values }: ShardText): number => keys.length + values.length;

/** Bytes of a table. */
export const tableLength = (text: TableText): number =>
  text.reduce((length, shard) => length + lengthOf(shard), 0);

/** Bytes of a shard: it is cut beyond twice as many, and joined with its neighbour below a quarter. */
const SHARD = 16384;
/** Entries that are kept together when a shard is cut. */
const BATCH = 16;

function textWith(keys: readonly string[], values: readonly unknown[], old?: ShardText): ShardText {
  return {
    keys: pieceOf(JSON.stringify(keys), old?.keys),
    values: pieceOf(JSON.stringify(values), old?.values),
    span: spanOf(values),
  };
}

/** The text of entries in shards of bounded size, but for single entries that are larger. */
export function cut(entries: Entries): ShardText[] {
  const all = Object.keys(entries);
  const shards: ShardText[] = [];
  let keys: string[] = [];
  let values: string[] = [];
  let length = 0;
  const end = (): void => {
    const span = spanOf(keys.map((key) => entries[key]));
    shards.push({ keys: pieceOf(JSON.stringify(keys)), values: pieceOf(`[${values.join(',')}]`), span });
    [keys, values, length] = [[], [], 0];
  };
  for (let at = 0; at < all.length; at += BATCH) {
    const batch = all.slice(at, at + BATCH);
    const text = JSON.stringify(batch.map((key) => entries[key])).slice(1, -1);
    keys.push(...batch);
    values.push(text);
    length += text.length;
    if (length >= SHARD) end();
  }
  if (keys.length > 0) end();
  return shards;
}

/** The text of entries that were those of one shard. */
export function rewritten(entries: Entries, old: ShardText): ShardText[] {
  const keys = Object.keys(entries);
  if (keys.length === 0) return [];
  const text = textWith(keys, Object.values(entries), old);
  const isSame = text.keys === old.keys && text.values === old.values;
  return isSame || lengthOf(text) <= 2 * SHARD ? [text] : cut(entries);
}

function joined(a: ShardText, b: ShardText): ShardText {
  const entries = bare();
  for (const [at, text] of [a, b].entries()) new Shard(at, text).read(entries);
  return textWith(Object.keys(entries), Object.values(entries));
}

/** Joins neighbours that are both small, so that shards of a table that shrinks do not stay behind. */
export function condensed(shards: readonly ShardText[]): ShardText[] {
  const isSmall = (text: ShardText): boolean => lengthOf(text) < SHARD / 4;
  const out: ShardText[] = [];
  for (const shard of shards) {
    const last = out.at(-1);
    if (last === undefined || !isSmall(last) || !isSmall(shard)) out.push(shard);
    else out.splice(-1, 1, joined(last, shard));
  }
  return out;
}
