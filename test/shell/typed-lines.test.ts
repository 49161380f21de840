import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MAX_LINES, openTypedLines } from '../../src/shell/typed-lines.ts';
import { scratchFolder } from '../helpers/folder.ts';

it('keeps lines, oldest first, in a folder that it makes', () => {
  const folder = join(scratchFolder(), 'new', 'state');
  const typed = openTypedLines(folder, 1);
  expect(typed).toMatchObject({ isNew: true, lines: [] });
  typed.add('map');
  typed.add('list -RN');
  expect(openTypedLines(folder, 1)).toMatchObject({ isNew: false, lines: ['map', 'list -RN'] });
});

it('forgets the oldest', () => {
  const folder = scratchFolder();
  const many = Array.from({ length: 3 * MAX_LINES }, (_, i) => `line ${i}`);
  writeFileSync(join(folder, 'shell-history'), `${many.join('\n')}\n`);
  expect(openTypedLines(folder, 1).lines).toEqual(many.slice(-MAX_LINES));
  expect(readFileSync(join(folder, 'shell-history'), 'utf8').split('\n')).toHaveLength(MAX_LINES + 1);
});

it('works without the file when it cannot be used', () => {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'shell-history'));
  const typed = openTypedLines(folder, 1);
  typed.add('map');
  expect(typed.lines).toEqual([]);
});
