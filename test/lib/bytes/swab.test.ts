import { expect, test } from 'vitest';
import { swab16, swab32 } from '../../../src/lib/bytes/swab.ts';

test('reverses the byte order', () => {
  expect(swab16(0x1234)).toBe(0x3412);
  expect(swab16(0x80)).toBe(0x8000);
  expect(swab32(0x12345678)).toBe(0x78563412);
  expect(swab32(0xff)).toBe(0xff000000);
});
