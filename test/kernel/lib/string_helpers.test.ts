import { expect, test } from 'vitest';
import { string_get_size } from '../../../src/kernel/lib/string_helpers.ts';
import { GiB, MiB } from '../../../src/lib/units.ts';

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [6 * MiB, '6.00 MiB'],
  [64 * MiB, '64.0 MiB'],
  [110 * MiB, '110 MiB'],
  [1.5 * GiB, '1.50 GiB'],
])('%i bytes are %s', (size, text) => {
  expect(string_get_size(size)).toBe(text);
});
