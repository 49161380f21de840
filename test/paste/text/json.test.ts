import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson, startsJson } from '../../../src/paste/text/json.ts';
import { linesOf } from '../../../src/paste/text/lines.ts';

function read(text: string) {
  const lines = [...linesOf('-', text)];
  const at = lines.findIndex(startsJson);
  const { lines: own, value, truncated } = readJson(lines, at);
  return { value, truncated, lines: own.length };
}

const LIST = [
  { dev: 'region0', size: 4294967296, mappings: [{ dimm: 'nmem0', offset: 0 }], name: 'a "quoted" ] name' },
  { dev: 'region1', size: 16777216 },
];
const TEXT = JSON.stringify(LIST, null, 2);

describe('readJson', () => {
  it('reads a list of any layout, and stops after its last bracket', () => {
    expect(read(`${TEXT}\nmore`)).toEqual({ value: LIST, truncated: false, lines: TEXT.split('\n').length });
    expect(read(JSON.stringify(LIST))).toEqual({ value: LIST, truncated: false, lines: 1 });
    expect(read('{"a":1} # comment').value).toEqual({ a: 1 });
  });

  it('reads the complete members of a list that is cut anywhere', () => {
    const whole = JSON.stringify(LIST);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: TEXT.length - 1 }), (length) => {
        const { value, truncated } = read(TEXT.slice(0, length));
        const kept = JSON.stringify(value);
        expect(truncated).toBe(true);
        // The kept text is a beginning of the whole but for the brackets at its end.
        expect(whole.startsWith(kept.replace(/[\]}]*$/, ''))).toBe(true);
      }),
    );
  });

  it('never keeps a number or text that is cut', () => {
    expect(read('[\n{\n"dev":"region0",\n"size":42949').value).toEqual([{ dev: 'region0' }]);
    expect(read('[\n{\n"dev":"region0",\n"uuid":"1234-').value).toEqual([{ dev: 'region0' }]);
    expect(read('[{"dev":"region0","size":42949').value).toEqual([{ dev: 'region0' }]);
  });

  it('ends at a line that is no part of a list', () => {
    expect(read('{\n"a":1,\n# uname -r\n6.1').value).toEqual({ a: 1 });
    expect(read('{\n"a":1,\n[snip]\n"b":2 }').value).toEqual({ a: 1 });
    expect(read('{\n"a":1,\n...\n"b":2 }')).toEqual({ value: { a: 1 }, truncated: true, lines: 2 });
  });

  it('accepts a trailing comma', () => {
    expect(read('{\n"a":[1,2,],\n}').value).toEqual({ a: [1, 2] });
  });

  it('refuses what is nested deeper than any list, and wrong brackets', () => {
    expect(read('['.repeat(100_000)).value).toBeUndefined();
    expect(read('[\n}\n]').value).toBeUndefined();
  });
});
