import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseSize,
  parseSize64,
  strtod,
  strtol,
  strtoull,
  ULLONG_MAX,
} from '../../../src/tools/util/strtoull.ts';

describe('strtoull', () => {
  test.each([
    ['10', 10n, 2],
    ['0x10', 16n, 4],
    ['010', 8n, 3],
    ['08', 0n, 1],
    ['0xg', 0n, 1],
    [' \t+5x', 5n, 4],
    ['', 0n, 0],
    ['k', 0n, 0],
    ['-1', ULLONG_MAX, 2],
    ['-4096', 2n ** 64n - 4096n, 5],
    ['18446744073709551616', ULLONG_MAX, 20],
  ])('%j', (text, value, end) => {
    expect(strtoull(text)).toEqual({ value, end });
  });

  test('base 10 reads leading zeroes and no prefix', () => {
    expect(strtol('010', 10)).toEqual({ value: 10, end: 3 });
    expect(strtol('-0x1', 10)).toEqual({ value: 0, end: 2 });
  });

  test('any 64-bit number is parsed as it was printed, in every base', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: ULLONG_MAX }), (value) => {
        expect(strtoull(String(value)).value).toBe(value);
        expect(strtoull(`0x${value.toString(16)}`).value).toBe(value);
        expect(strtoull(`0${value.toString(8)}`).value).toBe(value);
      }),
    );
  });
});

describe('sizes', () => {
  test.each([
    ['64M', 64n << 20n, 1n << 20n],
    ['64m', 64n << 20n, 1n << 20n],
    ['2T', 2n << 40n, 1n << 40n],
    ['1025', 1025n, 1n],
    ['0x1000K', 4096n << 10n, 1n << 10n],
    ['', 0n, 1n],
    ['K', 0n, 1n << 10n],
  ])('%j is a size', (text, value, unit) => {
    expect(parseSize(text)).toEqual({ value, unit });
  });

  test.each(['foo', '64MB', '64MiB', '-1', '1.5G', '16E', '64 M', '16777216T'])('%j is not', (text) => {
    expect(parseSize64(text)).toBe(ULLONG_MAX);
  });

  test('an overflow to a larger number is not detected', () => {
    expect(parseSize64('16777217T')).toBe(2n ** 40n);
  });

  test('one that was not given is 0', () => {
    expect(parseSize64(undefined)).toBe(0n);
  });
});

test('strtod takes the number at the start; a word is 0', () => {
  const texts = ['42.5', '-3.9C', ' 1e2', '0x10', '-inf', '1e999', 'foo', ''];
  const infinite = Number.POSITIVE_INFINITY;
  expect(texts.map(strtod)).toEqual([42.5, -3.9, 100, 16, -infinite, infinite, 0, 0]);
});
