import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keySearch } from '../../../../src/machine/state/lazy/key-search.ts';
import { decodeTaken, encodeTaken } from '../../../../src/machine/state/lazy/layout.ts';
import { Piece, pieceOf } from '../../../../src/machine/state/lazy/piece.ts';
import { printOf, tablePrints, withPrints } from '../../../../src/machine/state/lazy/prints.ts';
import { bare, Shard } from '../../../../src/machine/state/lazy/shard.ts';
import { joined, rangeOf } from '../../../../src/machine/state/lazy/source.ts';
import { openTaken, takeLazily } from '../../../../src/machine/state/lazy/take.ts';
import type { ShardText, TableText, Taken } from '../../../../src/machine/state/lazy/text.ts';

const shardOf = (names: readonly string[]): ShardText => {
  const keys = pieceOf(JSON.stringify(names));
  const values = pieceOf(JSON.stringify(names.map(() => 0)));
  return { keys, values, length: keys.length + values.length };
};

const tableOf = (shards: readonly ShardText[]): TableText => withPrints(shards, { shards });
const openShards = ({ shards }: TableText): Shard[] => shards.map((text, at) => new Shard(at, text));

const key = fc.oneof(fc.constantFrom('a', '"a"', 'a","b', '\\"a', ''), fc.string({ maxLength: 4 }));

/** Two keys of one fingerprint. */
const [ONE, OTHER] = ((): [string, string] => {
  const known = new Map<number, string>();
  for (let i = 0; ; i++) {
    const print = printOf(`pfn0.${i}`);
    const found = known.get(print);
    if (found !== undefined) return [found, `pfn0.${i}`];
    known.set(print, `pfn0.${i}`);
  }
})();

describe('a search for a key', () => {
  it('finds the shard of a key, unless that was read', () => {
    const lists = fc.uniqueArray(key, { maxLength: 12 });
    fc.assert(
      fc.property(lists, fc.array(key), fc.nat(3), fc.nat(3), (keys, wanted, size, read) => {
        const texts: ShardText[] = [];
        for (let at = 0; at < keys.length; at += size + 1) texts.push(shardOf(keys.slice(at, at + size + 1)));
        const table = tableOf(texts);
        const shards = openShards(table);
        shards[read]?.read(bare());
        for (const find of [keySearch(table, shards), keySearch({ shards: texts }, shards)])
          for (const one of [...keys, ...wanted])
            expect(find(one)).toBe(shards.find((shard) => !shard.isRead && shard.keys.includes(one)));
      }),
    );
  });

  it('finds keys with equal fingerprints, and distinguishes them', () => {
    const both = tableOf([shardOf(['x', ONE]), shardOf([OTHER])]);
    const shards = openShards(both);
    expect([ONE, OTHER].map(keySearch(both, shards))).toEqual([shards[0], shards[1]]);
    const first = tableOf([shardOf([ONE])]);
    expect(keySearch(first, openShards(first))(OTHER)).toBe(undefined);
  });

  it('refuses damaged keys and damaged fingerprints', () => {
    const error = (): Error => new Error('damaged');
    const shard = shardOf(['pfn0.0']);
    const { prints } = tableOf([shard]);
    const table = { shards: [{ ...shard, keys: new Piece(shard.keys, 0, error) }], prints };
    expect(() => keySearch(table, openShards(table))('pfn0.0')).toThrow('damaged');
    expect(() => keySearch({ shards: [shard], prints: new Piece(prints!, 0, error) }, [])).toThrow('damaged');
  });
});

describe('the fingerprints of a table', () => {
  const names = Array.from({ length: 3000 }, (_, i) => `namespace0.${i}`);
  const value = { table: Object.fromEntries(names.map((name, id) => [name, { id }])) };
  const encode = (taken: Taken): Buffer => joined(encodeTaken(taken));
  const decode = (bytes: Buffer, isOwn: boolean): Taken =>
    decodeTaken(rangeOf(bytes), () => new Error('damaged'), isOwn);
  const wordsOf = ({ parts }: Taken): Uint16Array => tablePrints(parts[0]!.text as TableText).words;
  const bytes = encode(takeLazily(value));

  it('are those that its keys have, after changes too', () => {
    const open = openTaken(decode(bytes, true)) as typeof value;
    delete open.table['namespace0.7'];
    open.table.fresh = { id: 7 };
    const changed = takeLazily(open);
    const { shards } = changed.parts[0]!.text as TableText;
    const bare = shards.map(({ keys, values, length }) => ({ keys, values, length }));
    expect(wordsOf(changed)).toEqual(tablePrints({ shards: bare }).words);
    const again = decode(encode(changed), true);
    expect(wordsOf(again)).toEqual(wordsOf(changed));
  });

  it('are computed anew for a file that may be forged, or that has another byte order', () => {
    const { prints } = decode(bytes, true).parts[0]!.text as TableText;
    const blank = Buffer.from(bytes).fill(0, prints!.at + 2, prints!.at + prints!.length);
    expect(wordsOf(decode(blank, false))).toEqual(wordsOf(takeLazily(value)));
    // A single shard, whose number of keys fits any number of words.
    const one = tableOf([shardOf(['a', 'b'])]);
    const swapped = new Piece(rangeOf(Buffer.from(one.prints!.read()).swap16()));
    expect(tablePrints({ shards: one.shards, prints: swapped }).words).toEqual(tablePrints(one).words);
  });
});
