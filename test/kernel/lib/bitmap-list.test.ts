import { expect, test } from 'vitest';
import { scnprintf_list, scnprintf_mask } from '../../../src/kernel/lib/bitmap-list.ts';

test('a set of numbers is a list of ranges', () => {
  expect([[], [0], [2, 0, 1], [0, 2, 3, 9]].map(scnprintf_list)).toEqual(['', '0', '0-2', '0,2-3,9']);
});

test('or a mask of as many bits as there can be numbers', () => {
  expect(scnprintf_mask([0], 1)).toBe('1');
  expect(scnprintf_mask([], 4)).toBe('0');
  expect(scnprintf_mask([4], 5)).toBe('10');
  expect(scnprintf_mask([0, 31, 33], 34)).toBe('2,80000001');
  expect(scnprintf_mask([], 64)).toBe('00000000,00000000');
});
