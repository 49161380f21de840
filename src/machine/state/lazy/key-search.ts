/** Searches for keys in the texts of the shards of a table, which spare parsing the keys of most shards. */
import { bisect } from '../../../lib/bisect.ts';
import type { Shard } from './shard.ts';
import { joined } from './source.ts';

/** A function that finds the unread shard with a key. The keys of all shards are read at once, and checked. */
export function keySearch(shards: readonly Shard[]): (key: string) => Shard | undefined {
  const texts = shards.map(({ text }) => text.keys);
  const bytes = joined(texts);
  const ends: number[] = [];
  let end = 0;
  for (const text of texts) {
    const start = end;
    end += text.length;
    text.check(bytes.subarray(start, end));
    ends.push(end);
  }
  return (key) => {
    const needle = Buffer.from(JSON.stringify(key));
    for (let at = bytes.indexOf(needle); at >= 0; ) {
      const place = bisect(ends.length, (i) => ends[i]! > at);
      const shard = shards[place]!;
      if (!shard.isRead && shard.keys.includes(key)) return shard;
      at = bytes.indexOf(needle, ends[place]);
    }
    return undefined;
  };
}
