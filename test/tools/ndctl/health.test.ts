import { expect, it } from 'vitest';
import { celsius } from '../../../src/tools/ndctl/lib/health.ts';

it('reads temperatures in sixteenths of a degree, below zero too', () => {
  expect([0x170, 0x171, 0x8010, 0].map(celsius)).toEqual([23, 23.0625, -1, 0]);
});
