/** Searches for keys by their fingerprints, which spare reading the keys of most shards. */
import { bisect } from '../../../lib/bisect.ts';
import { printOf, tablePrints } from './prints.ts';
import type { Shard } from './shard.ts';
import type { TableText } from './text.ts';

/** A function that finds the unread shard with a key among the shards of a table. */
export function keySearch(text: TableText, shards: readonly Shard[]): (key: string) => Shard | undefined {
  const { words, ends } = tablePrints(text);
  return (key) => {
    const print = printOf(key);
    for (let at = words.indexOf(print, 1); at >= 0; at = words.indexOf(print, at + 1)) {
      const shard = shards[bisect(ends.length, (i) => ends[i]! > at)]!;
      if (!shard.isRead && shard.keys.includes(key)) return shard;
    }
    return undefined;
  };
}
