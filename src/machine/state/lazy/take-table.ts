/** The present text of an open table: what was not read keeps the text that it was read from. */
import { withPrints } from './prints.ts';
import { bare, condensed, type Entries, rewritten, Shard } from './shard.ts';
import type { Table } from './table.ts';
import type { ShardText, TableText } from './text.ts';

/** An array index: such keys precede others and are in ascending order, whenever they are added. */
const isIndex = (key: string): boolean => `${Number(key) >>> 0}` === key && key !== '4294967295';

/** Present entries by the shard that they were read from, and those that came later. */
interface Sorted {
  homes: ReadonlyMap<Shard, Entries>;
  later: Entries;
}

/** Sorts the entries of a table whose keys are not in order yet. */
function sortedUnlisted({ shards, entries, added }: Table): Sorted {
  const homes = new Map<Shard, Entries>();
  const later = bare();
  const left = new Set(added);
  for (const shard of shards) {
    if (!shard.isRead) continue;
    const own = bare();
    for (const key of shard.keys) {
      if (!Object.hasOwn(entries, key) || (left.has(key) && !isIndex(key))) continue;
      own[key] = entries[key];
      left.delete(key);
    }
    homes.set(shard, own);
  }
  for (const key of left) later[key] = entries[key];
  return { homes, later };
}

/** Sorts the entries of a table whose keys are in order. */
function sortedListed({ shards, entries }: Table): Sorted {
  const origin = new Map<string, Shard>();
  const homes = new Map<Shard, Entries>();
  for (const shard of shards) {
    if (!shard.isRead) continue;
    homes.set(shard, bare());
    for (const key of shard.keys) origin.set(key, shard);
  }
  const later = bare();
  let last = 0;
  let isEnd = false;
  for (const [key, value] of Object.entries(entries)) {
    const shard = value instanceof Shard ? value : origin.get(key);
    // A name behind those of a later shard, or behind a new one, was removed and added again.
    isEnd ||= !isIndex(key) && (shard === undefined || shard.at < last);
    if (shard === undefined || (!isIndex(key) && isEnd)) later[key] = value;
    else {
      if (!isIndex(key)) last = shard.at;
      if (shard.isRead) homes.get(shard)![key] = value;
    }
  }
  return { homes, later };
}

/** Removes what JSON omits. */
function omit(entries: Entries): Entries {
  for (const key of Object.keys(entries)) if (entries[key] === undefined) delete entries[key];
  return entries;
}

const isSame = (a: readonly ShardText[], b: readonly ShardText[]): boolean =>
  a.length === b.length && a.every((shard, i) => shard === b[i]);

/** The text of a table; reading its last shard is the one change to it, where entries were added. */
export function takeTable(table: Table): TableText {
  let { homes, later } = table.isListed ? sortedListed(table) : sortedUnlisted(table);
  const end = table.shards.at(-1);
  const hasMore = Object.keys(later).length > 0;
  if (hasMore && end !== undefined && !end.isRead) {
    table.read(end);
    ({ homes, later } = table.isListed ? sortedListed(table) : sortedUnlisted(table));
  }
  const shards = table.shards.flatMap((shard): ShardText[] => {
    const own = homes.get(shard);
    if (own === undefined) return [shard.text];
    return rewritten(omit(shard === end ? Object.assign(own, later) : own), shard.text);
  });
  return isSame(shards, table.text.shards) ? table.text : withPrints(condensed(shards), table.text);
}
