import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLazily, encodeLazily, openTaken, takeLazily } from '../../../src/machine/state/lazy-json.ts';

const LARGE = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`namespace0.${i}`, { id: i }]));

const isUnread = (holder: object, key: string): boolean =>
  Object.getOwnPropertyDescriptor(holder, key)?.get !== undefined;

interface Sample {
  nd: { namespaces: Record<string, { id: number }>; buses: string[] };
}
const sample = (): Sample => ({ nd: { namespaces: LARGE, buses: ['ndbus0'] } });
const reread = (): Sample => decodeLazily(encodeLazily(sample())) as Sample;

describe('JSON with large parts', () => {
  it('gives back any plain data', () => {
    const data = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(data, (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown;
        expect(decodeLazily(encodeLazily(value))).toEqual(plain);
      }),
    );
  });

  it('reads a large part when it is asked for, and small ones at once', () => {
    const { nd } = reread();
    expect(isUnread(nd, 'namespaces')).toBe(true);
    expect(isUnread(nd, 'buses')).toBe(false);
    expect(nd.namespaces['namespace0.4999']).toEqual({ id: 4999 });
    expect(isUnread(nd, 'namespaces')).toBe(false);
  });

  it('keeps what is changed in a part and what replaces one', () => {
    const changed = reread();
    changed.nd.namespaces['namespace0.0'] = { id: 7 };
    expect((decodeLazily(encodeLazily(changed)) as Sample).nd.namespaces['namespace0.0']).toEqual({ id: 7 });
    const replaced = reread();
    replaced.nd.namespaces = {};
    expect(decodeLazily(encodeLazily(replaced))).toEqual({ nd: { namespaces: {}, buses: ['ndbus0'] } });
  });

  it('writes a part that was not read as it was', () => {
    const unread = reread();
    expect(Buffer.compare(encodeLazily(unread), encodeLazily(sample()))).toBe(0);
    expect(isUnread(unread.nd, 'namespaces')).toBe(true);
  });

  it('keeps the order of keys', () => {
    const value = decodeLazily(encodeLazily({ b: LARGE, a: 1 })) as object;
    expect(Object.keys(value)).toEqual(['b', 'a']);
  });

  it('shares parts that were not read with what was taken', () => {
    const value = reread();
    const taken = takeLazily(value);
    expect(isUnread(value.nd, 'namespaces')).toBe(true);
    const { buffer } = taken.parts[0]!.text;
    expect(takeLazily(openTaken(taken) as object).parts[0]!.text.buffer).toBe(buffer);
  });

  it('keeps what was taken apart from later changes, on both sides', () => {
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
});

describe('parts below parts', () => {
  const nested = (): { a: { b: { c: Record<string, { id: number }>; d: number } } } => ({
    a: { b: { c: LARGE, d: 1 } },
  });

  it('are read where they are, whatever holds them', () => {
    const value = decodeLazily(encodeLazily(nested())) as ReturnType<typeof nested>;
    expect(isUnread(value.a.b, 'c')).toBe(true);
    expect(value.a.b.d).toBe(1);
    expect(value).toEqual(nested());
  });

  it('stay apart from a holder that has one, however large it is', () => {
    const both = { a: { x: LARGE, y: LARGE, z: 2 } };
    const text = Buffer.from(encodeLazily(both)).toString();
    expect(JSON.parse(text.split('\n')[0]!)).toEqual([
      [expect.any(Number)],
      [expect.any(Number), 'a', 'x'],
      [expect.any(Number), 'a', 'y'],
    ]);
    expect(decodeLazily(Buffer.from(text))).toEqual(both);
  });

  it('are refused when the index does not fit', () => {
    const text = Buffer.from(encodeLazily(nested())).toString();
    const [index = '', ...rest] = text.split('\n');
    const withIndex = (change: string): Uint8Array => Buffer.from([change, ...rest].join('\n'));
    for (const change of [
      '[]',
      '{}',
      '[[1]]',
      '[[-1]]',
      index.replace('"c"', '"__proto__"'),
      index.replace('"b"', '"x"'),
    ])
      expect(() => decodeLazily(withIndex(change)), change).toThrow(SyntaxError);
    expect(() => decodeLazily(Buffer.from(`${text}more`))).toThrow(SyntaxError);
  });
});
