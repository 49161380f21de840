/** A value as text: its large parts apart, tables and lists among them in shards. */
import type { Range } from '../../../lib/range.ts';
import type { Piece } from './piece.ts';

/** Entries of a table that are read and written together: two JSON arrays of equal length. */
export interface ShardText {
  readonly keys: Piece;
  readonly values: Piece;
  /** Bytes of both. */
  readonly length: number;
  /** The addresses of its entries; undefined where they have none, or where none were noted. */
  readonly span?: Range | undefined;
  /** Fingerprints of the keys; undefined for a shard of a file, whose table has them. */
  readonly prints?: Uint16Array;
}

/** A table as it is kept. New entries join the last shard, so that names keep the order they came in. */
export interface TableText {
  readonly shards: readonly ShardText[];
  /** The fingerprints of all keys; undefined for a table of a file without them. */
  readonly prints?: Piece | undefined;
}

/** Items of a list that are read and written together: a JSON array. */
export interface ItemsText {
  readonly items: Piece;
  readonly count: number;
}

/** A list as it is kept. */
export interface ListText {
  readonly lists: readonly ItemsText[];
}

/** A large part, and the way to it. */
export interface Part {
  path: readonly string[];
  text: Piece | TableText | ListText;
}

/** A value as it was when it was taken. Parts that were not read are shared with it, not copied. */
export interface Taken {
  /** The value with null in place of each part. */
  core: Piece;
  parts: readonly Part[];
}
