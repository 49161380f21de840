import { isProxy } from 'node:util/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTaken, encodeTaken } from '../../../../src/machine/state/lazy/layout.ts';
import { Piece } from '../../../../src/machine/state/lazy/piece.ts';
import { joined, rangeOf } from '../../../../src/machine/state/lazy/source.ts';
import { openTaken, takeLazily } from '../../../../src/machine/state/lazy/take.ts';
import type { Part, TableText } from '../../../../src/machine/state/lazy/text.ts';

const damaged = (): Error => new Error('damaged');
const encode = (value: object): Uint8Array => joined(encodeTaken(takeLazily(value)));
const decode = (bytes: Uint8Array): unknown => openTaken(decodeTaken(rangeOf(bytes), damaged));

type Table = Record<string, { id: number }>;
const tableOf = (count: number): Table =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`namespace0.${i}`, { id: i }]));
const LARGE_COUNT = 8000;
const LARGE = tableOf(LARGE_COUNT);

const isUnread = (holder: object, key: string): boolean =>
  Object.getOwnPropertyDescriptor(holder, key)?.get !== undefined;

interface Sample {
  nd: { namespaces: Table; buses: string[] };
}
const sample = (): Sample => ({ nd: { namespaces: { ...LARGE }, buses: ['ndbus0'] } });
const reread = (): Sample => decode(encode(sample())) as Sample;
const again = (value: object): Sample => decode(encode(value)) as Sample;

/** The pieces of the shards of a value's only table. */
function shardsOf(value: object): Piece[] {
  const [part] = takeLazily(value).parts;
  if (part === undefined || !('shards' in part.text)) throw new Error('no table');
  return part.text.shards.map(({ values }) => values);
}

describe('a value whose large parts are read on demand', () => {
  it('is read back as it was written, for any plain data', () => {
    const data = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(data, (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown;
        expect(decode(encode(value))).toEqual(plain);
      }),
    );
  });

  it('opens a large part when it is asked for, and small ones at once', () => {
    const { nd } = reread();
    expect(isUnread(nd, 'namespaces')).toBe(true);
    expect(isUnread(nd, 'buses')).toBe(false);
    expect(nd.namespaces['namespace0.7999']).toEqual({ id: 7999 });
    expect(isUnread(nd, 'namespaces')).toBe(false);
  });

  it('keeps what is changed in a part and what replaces one', () => {
    const changed = reread();
    changed.nd.namespaces['namespace0.0'] = { id: 7 };
    expect(again(changed).nd.namespaces['namespace0.0']).toEqual({ id: 7 });
    const replaced = reread();
    replaced.nd.namespaces = {};
    expect(again(replaced)).toEqual({ nd: { namespaces: {}, buses: ['ndbus0'] } });
  });

  it('writes a part that was not read as it was', () => {
    const unread = reread();
    expect(Buffer.compare(encode(unread), encode(sample()))).toBe(0);
    expect(isUnread(unread.nd, 'namespaces')).toBe(true);
  });

  it('keeps the order of keys', () => {
    expect(Object.keys(decode(encode({ b: LARGE, a: 1 })) as object)).toEqual(['b', 'a']);
  });

  it('separates the taken state from later changes, in both directions', () => {
    const value = reread();
    value.nd.namespaces['namespace0.0'] = { id: 7 };
    const taken = takeLazily(value);
    value.nd.namespaces['namespace0.0'] = { id: 8 };
    value.nd.buses.push('ndbus1');
    const one = openTaken(taken) as Sample;
    one.nd.namespaces['namespace0.0']!.id = 9;
    const other = openTaken(taken) as Sample;
    expect(other.nd.namespaces['namespace0.0']).toEqual({ id: 7 });
    expect(other.nd.buses).toEqual(['ndbus0']);
    expect(value.nd.namespaces['namespace0.0']).toEqual({ id: 8 });
  });

  it('takes a part apart inside a short list', () => {
    const value = { mappings: [{ dimm: 'nmem0', labels: LARGE }, { dimm: 'nmem1' }] };
    expect(takeLazily(value).parts.map(({ path }) => path)).toEqual([['mappings', '0', 'labels']]);
    expect(decode(encode(value))).toEqual(value);
  });
});

describe('a large table', () => {
  it('is an ordinary object once more than a few of its shards were read', () => {
    const { nd } = reread();
    const count = shardsOf(sample()).length;
    expect(count).toBeGreaterThan(13);
    const step = LARGE_COUNT / count;
    const read = (shard: number): unknown => nd.namespaces[`namespace0.${Math.floor((shard + 0.5) * step)}`];
    for (let shard = 0; shard < 8; shard++) expect(read(shard)).toBeDefined();
    delete nd.namespaces['namespace0.1'];
    expect(isProxy(nd.namespaces)).toBe(true);
    expect(read(12)).toBeDefined();
    expect(isProxy(nd.namespaces)).toBe(false);
    const { 'namespace0.1': _, ...rest } = LARGE;
    expect(Object.entries(nd.namespaces)).toEqual(Object.entries(rest));
    expect(again({ nd }).nd.namespaces).toEqual(rest);
  });

  it('is written again only in the shards that changed', () => {
    const value = reread();
    const before = new Set(shardsOf(value));
    value.nd.namespaces['namespace0.2500']!.id = -1;
    const after = shardsOf(value);
    expect(after.length).toBe(before.size);
    expect(after.length).toBeGreaterThan(3);
    expect(after.filter((text) => !before.has(text)).length).toBe(1);
  });

  it('is not written again in shards that were only read', () => {
    const value = reread();
    const before = new Set(shardsOf(value));
    expect(Object.values(value.nd.namespaces).length).toBe(8000);
    expect(shardsOf(value).filter((text) => !before.has(text))).toEqual([]);
  });

  it('has shards of bounded size, however it grows', () => {
    let value = reread();
    for (let turn = 0; turn < 10; turn++) {
      for (let i = 0; i < 500; i++) value.nd.namespaces[`namespace${turn}.${i}.new`] = { id: i };
      value = again(value);
    }
    expect(Object.keys(value.nd.namespaces).length).toBe(13_000);
    expect(Math.max(...shardsOf(value).map(({ length }) => length))).toBeLessThan(40_000);
  });

  it('has shards of bounded size where its keys are long', () => {
    const long = Object.fromEntries(Array.from({ length: 4000 }, (_, i) => [`${i}`.padStart(36, '-'), 1]));
    const [part] = takeLazily({ long }).parts;
    const { shards } = part!.text as TableText;
    expect(Math.max(...shards.map(({ length }) => length))).toBeLessThan(20_000);
    expect(shards.length).toBeLessThan(13);
  });

  it('has few shards again once it has shrunk', () => {
    const value = reread();
    const all = shardsOf(value).length;
    for (const [i, key] of Object.keys(value.nd.namespaces).entries())
      if (i % 12 !== 0) delete value.nd.namespaces[key];
    expect(shardsOf(value).length).toBeLessThanOrEqual(all / 2);
    expect(Object.keys(again(value).nd.namespaces).length).toBe(667);
  });

  it('reports damage in a shard when it is read, and keeps the sum that shows it', () => {
    const bytes = encode(sample());
    const at = Buffer.from(bytes).indexOf('{"id":2500}') + 7;
    bytes[at] = 0x39;
    const value = decode(bytes) as Sample;
    expect(value.nd.namespaces['namespace0.0']).toEqual({ id: 0 });
    value.nd.buses.push('ndbus1');
    const copied = again(value);
    for (const one of [value, copied]) expect(() => one.nd.namespaces['namespace0.2500']).toThrow('damaged');
  });
});

type Act = (table: Record<string, unknown>) => void;
const key = fc.oneof(
  // Keys that several changes meet, of entries that exist, that do not.
  fc.constantFrom('0', '7', '900', 'pfn0.0', 'pfn0.7', 'pfn0.800', 'pfn0.1500', 'more', 'pfn0.1598'),
  fc.integer({ min: 0, max: 1600 }).map(String),
  fc.integer({ min: 0, max: 1600 }).map((n) => `pfn0.${n}`),
);
const change: fc.Arbitrary<Act> = fc.oneof(
  key.map(
    (name): Act =>
      (table) =>
        void (name in table),
  ),
  key.map(
    (name): Act =>
      (table) => {
        if (!Object.hasOwn(table, name)) return;
        const entry = table[name];
        delete table[name];
        table[name] = entry;
      },
  ),
  fc.constant<Act>((table) => void Object.keys(table)),
  fc.tuple(key, fc.integer()).map(
    ([name, id]): Act =>
      (table) => {
        table[name] = { id };
      },
  ),
  key.map(
    (name): Act =>
      (table) => {
        delete table[name];
      },
  ),
  key.map(
    (name): Act =>
      (table) =>
        void table[name],
  ),
  key.map(
    (name): Act =>
      (table) => {
        const entry = table[name] as { id: number } | undefined;
        if (entry !== undefined) entry.id++;
      },
  ),
);

it('equals an ordinary object after any changes, saves and loads', () => {
  const start = (): Record<string, unknown> =>
    Object.fromEntries([
      ...Array.from({ length: 800 }, (_, i) => [`${i * 2}`, { id: i, text: 'x'.repeat(i % 90) }]),
      ...Array.from({ length: 800 }, (_, i) => [`pfn0.${i * 2}`, { id: i }]),
    ]);
  fc.assert(
    fc.property(
      fc.array(fc.array(change, { maxLength: 40, size: 'max' }), { maxLength: 4, size: 'max' }),
      (rounds) => {
        const plain = start();
        let held = decode(encode({ table: start() })) as { table: Record<string, unknown> };
        for (const acts of rounds) {
          for (const act of acts) for (const table of [plain, held.table]) act(table);
          const bytes = encode(held);
          // Reads leave no trace: a state that did not change is written as it was.
          expect(Buffer.compare(encode(decode(bytes) as object), bytes)).toBe(0);
          expect(JSON.stringify(held.table)).toBe(JSON.stringify(plain));
          expect(Object.keys(held.table)).toEqual(Object.keys(plain));
          held = decode(bytes) as typeof held;
        }
        expect(JSON.stringify(held.table)).toBe(JSON.stringify(plain));
      },
    ),
    { numRuns: 25 },
  );
});

describe('bytes that are not of this layout', () => {
  const text = Buffer.from(encode(sample())).toString();
  const [index = '', ...rest] = text.split('\n');
  const withIndex = (changed: string): Uint8Array => Buffer.from([changed, ...rest].join('\n'));

  it.each([
    '[]',
    '{}',
    '[[1]]',
    '[[-1,0]]',
    '[[1,"0"]]',
    index.replace('"namespaces"', '"__proto__"'),
    index.replace('"nd"', '"none"'),
    index.replace('"nd","namespaces"', ''),
    index.replace('["nd","namespaces"]', '"nd"'),
    index.replace('null', '[0,1]'),
    index.replace('null', '0'),
    index.replace('[["nd"', '[["nd"],"list",[]],[["nd"'),
    index.replace(/\[(\d+,\d+)\]\]\]$/, '[$1,0,0]]]').replace('null', '[0]'),
    index.replace(/\[(\d+),(\d+)\]\]\]$/, '["$1",$2]]]'),
    index.replace(/,\[(\d+),(\d+)\]\]\]$/, ']]'),
  ])('are refused: %.40s', (changed) => {
    expect(() => decode(withIndex(changed))).toThrow(SyntaxError);
  });

  it('are refused when data follows', () => {
    expect(() => decode(Buffer.from(`${text}more`))).toThrow(SyntaxError);
  });

  it.each([
    ['one key less', (keys: unknown[]) => keys.slice(1)],
    ['a key that is none', (keys: unknown[]) => [7, ...keys.slice(1)]],
    ['no list', (keys: unknown[]) => ({ ...keys })],
  ])('are refused once the shard is read: %s', (_what, change) => {
    const { core, parts } = takeLazily(sample());
    const [{ path, text }] = parts as [{ path: string[]; text: TableText }];
    const [first, ...others] = text.shards;
    const keys = new Piece(rangeOf(Buffer.from(JSON.stringify(change(first!.keys.parse() as unknown[])))));
    const { values } = first!;
    const shard = { keys, values, length: keys.length + values.length };
    const changed: Part = { path, text: { ...text, shards: [shard, ...others] } };
    const { nd } = decode(joined(encodeTaken({ core, parts: [changed] }))) as Sample;
    expect(nd.namespaces['namespace0.7999']).toEqual({ id: 7999 });
    expect(() => Object.values(nd.namespaces)).toThrow(SyntaxError);
  });
});
