import { describe, expect, it } from 'vitest';
import { parsePath, valuesAt } from '../../src/predicate/json-path.ts';

const listing = [
  { dev: 'namespace0.1', size: 0, state: 'disabled' },
  { dev: 'namespace0.0', size: 1054867456, daxregion: { devices: [{ chardev: 'dax0.0' }] } },
];

describe('a path into JSON', () => {
  it('selects a member of every object of an array', () => {
    expect(valuesAt(listing, 'size')).toEqual([0, 1054867456]);
    expect(valuesAt(listing, 'daxregion.devices.chardev')).toEqual(['dax0.0']);
  });

  it('filters elements by a value, or selects one by its index', () => {
    expect(valuesAt(listing, '[dev=namespace0.0].size')).toEqual([1054867456]);
    expect(valuesAt(listing, '[1].dev')).toEqual(['namespace0.0']);
    expect(valuesAt(listing, '[2].dev')).toEqual([]);
  });

  it('treats a bare object as an array of one, as the tools print it', () => {
    expect(valuesAt(listing[0], '[dev=namespace0.1].state')).toEqual(['disabled']);
  });

  it('has no values where there are none', () => {
    expect(valuesAt([], 'dev')).toEqual([]);
    expect(valuesAt('text', 'dev')).toEqual([]);
    expect(valuesAt({ regions: null }, 'regions.size')).toEqual([]);
  });

  it('is refused if malformed', () => {
    expect(parsePath('[dev=')).toBeUndefined();
    expect(parsePath('a..b')).toBeUndefined();
    expect(() => valuesAt({}, '$')).toThrow('no JSON path: $');
  });
});
