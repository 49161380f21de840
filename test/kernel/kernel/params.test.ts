import { describe, expect, test } from 'vitest';
import { memparse, parse_args } from '../../../src/kernel/kernel/params.ts';

describe('memparse', () => {
  test.each([
    ['4G!8G', 4n << 30n, '!8G'],
    ['4g', 4n << 30n, ''],
    ['0xfc000000!8G', 0xfc000000n, '!8G'],
    ['010M', 8n << 20n, ''],
    ['16k', 16n << 10n, ''],
    ['1T', 1n << 40n, ''],
    ['1P', 1n << 50n, ''],
    ['2E', 2n << 60n, ''],
    ['foo', 0n, 'foo'],
    ['0x', 0n, 'x'],
    ['', 0n, ''],
  ])('%s', (text, value, rest) => {
    expect(memparse(text)).toEqual({ value, rest });
  });

  test('wraps at 64 bits as in the kernel', () => {
    expect(memparse('16E').value).toBe(0n);
    expect(memparse('0x1ffffffffffffffff').value).toBe(0xffffffffffffffffn);
  });

  test('accepts a unit alone as a number: memmap=exit removes all RAM', () => {
    expect(memparse('exit')).toEqual({ value: 0n, rest: 'xit' });
  });
});

describe('parse_args', () => {
  test('splits at blanks, except within quotes', () => {
    expect(parse_args('  quiet memmap="4G!8G" a="b c"  "d=e f" -- memmap=1G!1G')).toEqual([
      { name: 'quiet', value: undefined },
      { name: 'memmap', value: '4G!8G' },
      { name: 'a', value: 'b c' },
      { name: 'd', value: 'e f' },
    ]);
  });

  test('splits at the first = only', () => {
    expect(parse_args('a=b=c')).toEqual([{ name: 'a', value: 'b=c' }]);
  });
});
