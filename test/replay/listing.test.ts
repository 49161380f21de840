import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortListing } from '../../src/replay/listing.ts';

const list = (...names: string[]): string =>
  `[\n${names.map((name) => `  {\n    "dev":"${name}",\n    "size":1\n  }`).join(',\n')}\n]\n`;

describe('listings in order of device', () => {
  it('sorts an array of devices', () => {
    expect(sortListing(list('region1', 'region0'))).toBe(list('region0', 'region1'));
  });

  it('sorts by chardev and by dimm too', () => {
    expect(sortListing('[{"chardev":"dax1.0"},{"chardev":"dax0.0"}]')).toBe(
      '[{"chardev":"dax0.0"},{"chardev":"dax1.0"}]',
    );
    expect(sortListing('[{"dimm":"nmem1"},{"dimm":"nmem0"}]')).toBe('[{"dimm":"nmem0"},{"dimm":"nmem1"}]');
  });

  it('sorts arrays inside of objects', () => {
    const text = '{"regions":[{"dev":"b","namespaces":[{"dev":"d"},{"dev":"c"}]},{"dev":"a"}]}';
    expect(sortListing(text)).toBe(
      '{"regions":[{"dev":"a"},{"dev":"b","namespaces":[{"dev":"c"},{"dev":"d"}]}]}',
    );
  });

  it('keeps the order of keys', () => {
    const text = '{\n  "size":1,\n  "dev":"a"\n}\n';
    expect(sortListing(text)).toBe(text);
    expect(sortListing(text)).not.toBe(sortListing('{\n  "dev":"a",\n  "size":1\n}\n'));
  });

  it('keeps the layout', () => {
    expect(sortListing(list('a', 'b'))).not.toBe(sortListing('[{"dev":"a","size":1},{"dev":"b","size":1}]'));
    expect(sortListing('{"dev": "a"}')).toBe('{"dev": "a"}');
  });

  it('keeps the order of other arrays', () => {
    expect(sortListing('["b","a"]')).toBe('["b","a"]');
    expect(sortListing('[{"size":2},{"size":1}]')).toBe('[{"size":2},{"size":1}]');
    expect(sortListing('[{"dev":"b"},{"size":1}]')).toBe('[{"dev":"b"},{"size":1}]');
  });

  it('keeps numbers that no double holds', () => {
    expect(sortListing('{"iset_id":10248187106440278123}')).toContain('10248187106440278123');
  });

  it('keeps text other than JSON', () => {
    expect(sortListing("Unknown command: 'bogus'\n")).toBe("Unknown command: 'bogus'\n");
  });

  it('only permutes', () => {
    const letters = (text: string): string => [...text].sort().join('');
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(letters(sortListing(text))).toBe(letters(text));
        expect(sortListing(sortListing(text))).toBe(sortListing(text));
      }),
    );
  });

  it('gives one text for every order', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 5 });
    fc.assert(
      fc.property(names, (some) => {
        expect(sortListing(list(...some))).toBe(list(...[...some].sort()));
      }),
    );
  });
});
