import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from '../../../src/machine/state/make-folder.ts';
import { scratchFolder } from '../../helpers/folder.ts';

it('makes what is missing, twice without complaint', () => {
  const deep = join(scratchFolder(), 'a', 'b', 'c');
  makeFolder(deep);
  makeFolder(deep);
  expect(existsSync(deep)).toBe(true);
});

it('gives up at once where nobody can make a folder', () => {
  expect(() => makeFolder('/proc/nowhere/at/all')).toThrow(/ENOENT/);
});

it('does not take a file for a folder', () => {
  const file = join(scratchFolder(), 'file');
  writeFileSync(file, '');
  expect(() => makeFolder(file)).toThrow(/EEXIST/);
  expect(() => makeFolder(join(file, 'below'))).toThrow(/ENOTDIR/);
});
