/** The shards of a table: groups of entries that are read and written together. */
import { listIn, notLazy, pieceOf } from './piece.ts';
import { printsOf, withPrints } from './prints.ts';
import { spanOf } from './span.ts';
import type { ShardText, TableText } from './text.ts';

export type Entries = Record<string, unknown>;

/** An object without a prototype, as every table is. */
export const bare = (): Entries => Object.create(null);

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

/** Bytes of a shard: it is cut beyond twice as many, and joined with its neighbour below a quarter. */
export const SHARD = 16384;
/** Entries that are kept together when a shard is cut. */
export const BATCH = 16;

/** The text of entries: that of the old shard where it is equal. */
function textWith(
  names: readonly string[],
  entries: readonly unknown[],
  text = JSON.stringify(entries),
  old?: ShardText,
): ShardText {
  const keys = pieceOf(JSON.stringify(names), old?.keys);
  const values = pieceOf(text, old?.values);
  if (old !== undefined && keys === old.keys && values === old.values) return old;
  const length = keys.length + values.length;
  return { keys, values, length, span: spanOf(entries), prints: printsOf(names) };
}

/** The shards of entries, of bounded size but for single entries that are larger. */
function cutShards(entries: Entries): ShardText[] {
  const all = Object.keys(entries);
  const shards: ShardText[] = [];
  let from = 0;
  let values: string[] = [];
  let length = 0;
  const end = (to: number): void => {
    const keys = all.slice(from, to);
    const own = keys.map((key) => entries[key]);
    shards.push(textWith(keys, own, `[${values.join(',')}]`));
    [from, values, length] = [to, [], 0];
  };
  for (let at = 0; at < all.length; at += BATCH) {
    const batch = all.slice(at, at + BATCH);
    const text = JSON.stringify(batch.map((key) => entries[key])).slice(1, -1);
    values.push(text);
    length += text.length + batch.join().length;
    if (length >= SHARD) end(at + batch.length);
  }
  if (from < all.length) end(all.length);
  return shards;
}

/** Bytes of a table, without its fingerprints. */
export const tableLength = ({ shards }: TableText): number =>
  shards.reduce((sum, { length }) => sum + length, 0);

/** The text of a table that is in memory as a whole. */
export const cut = (entries: Entries): TableText => withPrints(cutShards(entries));

/** The text of entries that were those of one shard. */
export function rewritten(entries: Entries, old: ShardText): ShardText[] {
  const keys = Object.keys(entries);
  if (keys.length === 0) return [];
  const text = textWith(keys, Object.values(entries), undefined, old);
  return text === old || text.length <= 2 * SHARD ? [text] : cutShards(entries);
}

function joined(a: ShardText, b: ShardText): ShardText {
  const entries = bare();
  for (const [at, text] of [a, b].entries()) new Shard(at, text).read(entries);
  return textWith(Object.keys(entries), Object.values(entries));
}

/** Joins neighbours that are both small, so that shards of a table that shrinks do not stay behind. */
export function condensed(shards: readonly ShardText[]): ShardText[] {
  const isSmall = ({ length }: ShardText): boolean => length < SHARD / 4;
  const out: ShardText[] = [];
  for (const shard of shards) {
    const last = out.at(-1);
    if (last === undefined || !isSmall(last) || !isSmall(shard)) out.push(shard);
    else out.splice(-1, 1, joined(last, shard));
  }
  return out;
}
