import { expect, it } from 'vitest';
import { sameNumbers } from '../../src/replay/freed-memory.ts';

it.each([
  ['31607952', '1802201963', true],
  ['-1487470607,3\n', '1802201963,3\n', true],
  ['-1487470607,2', '1802201963,3', false],
  ['31607952', '1802201963,1802201963', false],
  ['', '1802201963', false],
  ['(ENOENT)', '1802201963', false],
  ['1802201963', '0', false],
  ['0', '0', false],
])('%j recorded, %j read from freed memory by the model: %s', (recorded, ours, same) => {
  expect(sameNumbers(recorded, ours)).toBe(same);
});
