import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keySearch } from '../../../../src/machine/state/lazy/key-search.ts';
import { Piece, pieceOf } from '../../../../src/machine/state/lazy/piece.ts';
import { bare, Shard } from '../../../../src/machine/state/lazy/shard.ts';

const shardOf = (keys: readonly string[], at: number): Shard =>
  new Shard(at, { keys: pieceOf(JSON.stringify(keys)), values: pieceOf(JSON.stringify(keys.map(() => 0))) });

const key = fc.oneof(fc.constantFrom('a', '"a"', 'a","b', '\\"a', ''), fc.string({ maxLength: 4 }));

it('finds the shard that has a key, unless it was read', () => {
  const lists = fc.uniqueArray(key, { maxLength: 12 });
  fc.assert(
    fc.property(lists, fc.array(key), fc.nat(3), fc.nat(3), (keys, wanted, size, read) => {
      const shards: Shard[] = [];
      for (let at = 0; at < keys.length; at += size + 1)
        shards.push(shardOf(keys.slice(at, at + size + 1), shards.length));
      shards[read]?.read(bare());
      const find = keySearch(shards);
      for (const one of [...keys, ...wanted])
        expect(find(one)).toBe(shards.find((shard) => !shard.isRead && shard.keys.includes(one)));
    }),
  );
});

it('refuses damaged keys, of whichever shard', () => {
  const { keys, values } = shardOf(['pfn0.0'], 1).text;
  const damaged = new Shard(1, { keys: new Piece(keys, 0, () => new Error('damaged')), values });
  expect(() => keySearch([shardOf(['pfn0.1'], 0), damaged])).toThrow('damaged');
});
