/** Searches for keys in the texts of the shards of a table, which spare parsing the keys of most shards. */
import { readTogether } from './piece.ts';
import type { Shard } from './shard.ts';

/** A function that finds the unread shard with a key. The keys of all shards are read at once, and checked. */
export function keySearch(shards: readonly Shard[]): (key: string) => Shard | undefined {
  readTogether(shards.map(({ text }) => text.keys));
  return (key) => {
    const needle = Buffer.from(JSON.stringify(key));
    return shards.find(
      (one) => !one.isRead && one.text.keys.bytes.includes(needle) && one.keys.includes(key),
    );
  };
}
