import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Json, type JsonObject, jsonText } from '../../../src/tools/util/json.ts';

test('two spaces a level, no space after a colon', () => {
  const value: JsonObject = { dev: 'region0', size: 1, none: undefined, maps: [{ ro: true }] };
  expect(jsonText([value])).toBe(
    '[\n  {\n    "dev":"region0",\n    "size":1,\n    "maps":[\n      {\n        "ro":true\n      }\n    ]\n  }\n]',
  );
});

test('an empty array and an empty object end on a line of their own', () => {
  expect(jsonText([])).toBe('[\n]');
  expect(jsonText([[], {}])).toBe('[\n  [\n  ],\n  {\n  }\n]');
});

test('slashes and control characters are escaped', () => {
  expect(jsonText('/platform/e820_pmem\t"x"\u0001')).toBe('"\\/platform\\/e820_pmem\\t\\"x\\"\\u0001"');
});

test('64-bit numbers keep all their digits, verbatim texts stay as they are', () => {
  expect(jsonText(18446181119461097471n)).toBe('18446181119461097471');
  expect(jsonText({ verbatim: '"2.00 GiB (2.15 GB)"' })).toBe('"2.00 GiB (2.15 GB)"');
});

test('an array may grow after it was put into an object', () => {
  const namespaces: Json[] = [];
  const region: JsonObject = { namespaces };
  namespaces.push('namespace0.0');
  expect(jsonText(region)).toBe('{\n  "namespaces":[\n    "namespace0.0"\n  ]\n}');
});

test('JSON.parse reads back whatever is printed', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const convert = (part: unknown): Json => {
        if (Array.isArray(part)) return part.map(convert);
        if (part === null) return 'null';
        if (typeof part === 'object')
          return Object.fromEntries(Object.entries(part).map(([k, v]) => [k, convert(v)]));
        return part as Json;
      };
      const plain = JSON.stringify(value, (_key, part) => (part === null ? 'null' : part));
      expect(JSON.parse(jsonText(convert(value)))).toEqual(JSON.parse(plain));
    }),
  );
});
