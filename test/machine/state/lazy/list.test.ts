import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTaken, encodeTaken } from '../../../../src/machine/state/lazy/layout.ts';
import { listOf } from '../../../../src/machine/state/lazy/open-list.ts';
import { pieceOf } from '../../../../src/machine/state/lazy/piece.ts';
import { joined, rangeOf } from '../../../../src/machine/state/lazy/source.ts';
import { openTaken, takeLazily } from '../../../../src/machine/state/lazy/take.ts';
import type { ListText, Taken } from '../../../../src/machine/state/lazy/text.ts';

interface Item {
  id: number;
  text: string;
}
interface Sample {
  list: Item[];
}

const items = (count: number): Item[] =>
  Array.from({ length: count }, (_, id) => ({ id, text: 'x'.repeat(id % 90) }));
const decode = (bytes: Uint8Array): Taken => decodeTaken(rangeOf(bytes), () => new Error('damaged'));
const encode = (value: object): Buffer => joined(encodeTaken(takeLazily(value)));
const reread = (value: Sample): Sample => openTaken(decode(encode(value))) as Sample;
const groupsOf = (value: Sample): ListText['lists'] => (takeLazily(value).parts[0]!.text as ListText).lists;
const readGroups = ({ list }: Sample): number =>
  listOf(list)!.groups.filter(({ read }) => read !== undefined).length;

type Act = (list: Item[]) => unknown;
const place = fc.integer({ min: -5, max: 1700 });
const item = fc.record({ id: fc.integer(), text: fc.string() });
const act = fc.oneof(
  place.map(
    (at): Act =>
      (list) =>
        list[at],
  ),
  place.map(
    (at): Act =>
      (list) =>
        list.at(at),
  ),
  place.map(
    (at): Act =>
      (list) =>
        list.slice(at, at + 3),
  ),
  fc.tuple(place, item).map(
    ([at, one]): Act =>
      (list) =>
        at in list && Object.assign(list[at]!, one),
  ),
  fc.tuple(place, item).map(
    ([at, one]): Act =>
      (list) => {
        if (at >= 0 && at <= list.length) list[at] = { ...one };
      },
  ),
  fc.tuple(place, fc.nat(900), fc.array(item)).map(
    ([at, count, more]): Act =>
      (list) =>
        list.splice(at, count, ...more.map((one) => ({ ...one }))),
  ),
  item.map(
    (one): Act =>
      (list) =>
        list.push({ ...one }),
  ),
  fc.constant<Act>((list) => list.shift()),
  fc.constant<Act>((list) => list.pop()),
  fc.constant<Act>((list) => list.unshift({ id: -1, text: '' })),
  place.map(
    (at): Act =>
      (list) => {
        if (at >= 0 && at < list.length) list.length = at;
      },
  ),
  fc.constant<Act>((list) => list.filter(({ id }) => id % 7 === 0)),
  fc.constant<Act>((list) => list.sort((a, b) => a.id - b.id || a.text.length - b.text.length)[0]),
  fc.constant<Act>((list) => [...list].length),
  fc.constant<Act>((list) => Object.keys(list).length),
);

describe('a large list', () => {
  it('equals an ordinary array after any changes, saves and loads', () => {
    fc.assert(
      fc.property(fc.array(fc.array(act, { maxLength: 8 }), { maxLength: 4 }), (rounds) => {
        const plain = items(1600);
        let held = reread({ list: items(1600) });
        for (const acts of rounds) {
          for (const one of acts) expect(one(held.list)).toEqual(one(plain));
          expect(held.list.length).toBe(plain.length);
          const bytes = encode(held);
          // Reads leave no trace: a state that did not change is written as it was.
          expect(encode(openTaken(decode(bytes)) as object).equals(bytes)).toBe(true);
          expect(JSON.stringify(held.list)).toBe(JSON.stringify(plain));
          expect(encode(held).equals(bytes)).toBe(true);
          held = openTaken(decode(bytes)) as Sample;
        }
        expect(held.list).toEqual(plain);
      }),
      { numRuns: 40 },
    );
  });

  it('reads the group of an item only, and writes what changed', () => {
    const value = reread({ list: items(1600) });
    const before = new Set(groupsOf(value).map(({ items: piece }) => piece));
    expect(before.size).toBeGreaterThan(5);
    expect(readGroups(value)).toBe(0);
    value.list[800]!.text = 'y';
    value.list.push({ id: 1600, text: '' });
    expect(readGroups(value)).toBe(2);
    expect(groupsOf(value).filter(({ items: piece }) => !before.has(piece)).length).toBe(2);
    expect(groupsOf(value).length).toBe(before.size);
  });

  it('has groups of bounded size, however it grows, and few once it has shrunk', () => {
    let value = reread({ list: items(1600) });
    for (let turn = 0; turn < 10; turn++) {
      for (let i = 0; i < 300; i++) value.list.push({ id: i, text: 'x'.repeat(40) });
      value = reread(value);
    }
    const sizes = groupsOf(value).map(({ items: piece }) => piece.length);
    expect(value.list.length).toBe(4600);
    expect(Math.max(...sizes)).toBeLessThan(34_000);
    for (let at = value.list.length - 1; at >= 0; at--) if (at % 12 !== 0) value.list.splice(at, 1);
    expect(groupsOf(value).length).toBeLessThanOrEqual(sizes.length / 2);
  });

  it('stays in one piece in a file that has it so, until it changes', () => {
    const text = pieceOf(JSON.stringify(items(1600)));
    const value = openTaken({ core: pieceOf('{"list":null}'), parts: [{ path: ['list'], text }] }) as Sample;
    expect(value.list[7]!.id).toBe(7);
    expect(takeLazily(value).parts[0]!.text).toBe(text);
    value.list[7]!.id = 8;
    expect(groupsOf(value).length).toBeGreaterThan(5);
  });

  it('is an array', () => {
    const { list } = reread({ list: items(1600) });
    expect(Array.isArray(list)).toBe(true);
    expect(list.map(({ id }) => id)).toEqual(items(1600).map(({ id }) => id));
    expect(list.concat([]).length).toBe(1600);
  });

  it('reports damage in a group when it is read', () => {
    const bytes = encode({ list: items(1600) });
    bytes[bytes.indexOf('{"id":800,') + 6] = 0x39;
    const { list } = openTaken(decode(bytes)) as Sample;
    expect(list[0]!.id).toBe(0);
    expect(() => list[800]).toThrow('damaged');
  });

  it('is refused where a group has another number of items', () => {
    const taken = takeLazily({ list: items(1600) });
    const [{ path, text }] = taken.parts as [{ path: string[]; text: ListText }];
    const lists = text.lists.map(({ items: piece, count }) => ({ items: piece, count: count + 1 }));
    const { list } = openTaken({ core: taken.core, parts: [{ path, text: { lists } }] }) as Sample;
    expect(() => list[0]).toThrow(SyntaxError);
  });
});
