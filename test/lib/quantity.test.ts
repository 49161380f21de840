import { expect, test } from 'vitest';
import { parseQuantity, typedSize } from '../../src/lib/quantity.ts';

test.each([
  ['4096', 4096],
  ['0x1000', 4096],
  ['64M', 64 * 2 ** 20],
  ['0x10k', 16 * 2 ** 10],
  ['8191T', 8191 * 2 ** 40],
])('%s is %d', (text, value) => {
  expect(parseQuantity(text)).toBe(value);
});

test.each(['', 'M', '-1', '1.5G', '64 M', '64MB', '0x', '8192T'])('%j is not a quantity', (text) => {
  expect(parseQuantity(text)).toBeUndefined();
});

test('a size is formatted in the largest unit that divides it', () => {
  expect([0, 4095, 4096, 3 * 2 ** 19, 2 ** 40].map(typedSize)).toEqual(['0', '4095', '4K', '1536K', '1T']);
});
