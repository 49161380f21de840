import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { replaceFile } from '../../../src/machine/state/replace-file.ts';
import { scratchFolder } from '../../helpers/folder.ts';

it('a file is replaced by thousands of pieces, empty ones among them', () => {
  const folder = scratchFolder();
  const pieces = Array.from({ length: 5000 }, (_, i) => Buffer.alloc(i % 7, i));
  for (const count of [1, 1023, 1024, 1025, 5000]) {
    replaceFile(join(folder, 'state'), () => pieces.slice(0, count), 1);
    expect(readFileSync(join(folder, 'state')).equals(Buffer.concat(pieces.slice(0, count)))).toBe(true);
  }
  expect(readdirSync(folder)).toEqual(['state']);
});
