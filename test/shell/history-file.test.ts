import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HISTORY_LIMIT, openHistory } from '../../src/shell/history-file.ts';
import { scratchFolder } from '../helpers/folder.ts';

it('keeps lines, oldest first, in a folder that it makes', () => {
  const folder = join(scratchFolder(), 'new', 'state');
  const history = openHistory(folder);
  expect(history).toMatchObject({ isNew: true, lines: [] });
  history.add('map');
  history.add('list -RN');
  expect(openHistory(folder)).toMatchObject({ isNew: false, lines: ['map', 'list -RN'] });
});

it('forgets the oldest', () => {
  const folder = scratchFolder();
  const many = Array.from({ length: 3 * HISTORY_LIMIT }, (_, i) => `line ${i}`);
  writeFileSync(join(folder, 'shell-history'), `${many.join('\n')}\n`);
  expect(openHistory(folder).lines).toEqual(many.slice(-HISTORY_LIMIT));
  expect(readFileSync(join(folder, 'shell-history'), 'utf8').split('\n')).toHaveLength(HISTORY_LIMIT + 1);
});

it('does without when the file cannot be used', () => {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'shell-history'));
  const history = openHistory(folder);
  history.add('map');
  expect(history.lines).toEqual([]);
});
