import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from '../../src/machine/make-folder.ts';

it('makes what is missing, twice without complaint', () => {
  const base = mkdtempSync(join(tmpdir(), 'memsim-'));
  const deep = join(base, 'a', 'b', 'c');
  makeFolder(deep);
  makeFolder(deep);
  expect(existsSync(deep)).toBe(true);
  rmSync(base, { recursive: true });
});

it('gives up at once where nobody can make a folder', () => {
  expect(() => makeFolder('/proc/nowhere/at/all')).toThrow(/ENOENT/);
});

it('does not take a file for a folder', () => {
  const base = mkdtempSync(join(tmpdir(), 'memsim-'));
  const file = join(base, 'file');
  writeFileSync(file, '');
  expect(() => makeFolder(file)).toThrow(/EEXIST/);
  expect(() => makeFolder(join(file, 'below'))).toThrow();
  rmSync(base, { recursive: true });
});
