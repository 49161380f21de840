import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from '../../../src/machine/state/make-folder.ts';
import { scratchFolder } from '../../helpers/folder.ts';

it('makes missing folders, and accepts existing ones', () => {
  const deep = join(scratchFolder(), 'a', 'b', 'c');
  makeFolder(deep);
  makeFolder(deep);
  expect(existsSync(deep)).toBe(true);
});

it('fails at once where no folder can be made', () => {
  expect(() => makeFolder('/proc/nowhere/at/all')).toThrow(/ENOENT/);
});

it('refuses a file in place of a folder', () => {
  const file = join(scratchFolder(), 'file');
  writeFileSync(file, '');
  expect(() => makeFolder(file)).toThrow(/EEXIST/);
  expect(() => makeFolder(join(file, 'below'))).toThrow(/ENOTDIR/);
});
