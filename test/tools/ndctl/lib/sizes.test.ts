import { expect, it } from 'vitest';
import { parseSizes, selectedSize } from '../../../../src/tools/ndctl/lib/sizes.ts';
import { newConsole } from '../../../../src/tools/util/console.ts';
import type { LogContext } from '../../../../src/tools/util/sysfs.ts';
import { NO_FILES } from '../../../../src/wall/no-files.ts';

const ctx: LogContext = { owner: 'libndctl', priority: 0, con: newConsole(), files: NO_FILES };
const parse = (text: string) => parseSizes(ctx, 'btt0.0', text);

it.each([
  ['[512] 520 4096 ', [512, 520, 4096], 512],
  ['512 [520] 4096', [512, 520], 520],
  ['512 4096 ', [512, 4096], undefined],
  ['512 x 4096 ', [512], undefined],
  ['', [], 0],
])('reads the sizes that a blank follows: %j', (text, supported, selected) => {
  const list = parse(text);
  expect(list.supported).toEqual(supported);
  expect(selectedSize(list)).toBe(selected);
});

it('gives each device a selection of its own', () => {
  const [one, other] = [parse('[512] 4096 '), parse('[512] 4096 ')];
  one.select = 1;
  expect([one, other, parse('[512] 4096 ')].map(selectedSize)).toEqual([4096, 512, 512]);
});
