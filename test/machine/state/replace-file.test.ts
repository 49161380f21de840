import { openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileSource } from '../../../src/machine/state/file-source.ts';
import { rangeOf } from '../../../src/machine/state/lazy/source.ts';
import { replaceFile } from '../../../src/machine/state/replace-file.ts';
import { scratchFolder } from '../../helpers/folder.ts';

it('a file is replaced by thousands of pieces, empty ones among them', () => {
  const folder = scratchFolder();
  const pieces = Array.from({ length: 5000 }, (_, i) => Buffer.alloc(i % 7, i));
  for (const count of [0, 1, 5000]) {
    const some = pieces.slice(0, count);
    replaceFile(join(folder, 'state'), () => some.map(rangeOf), 1);
    expect(readFileSync(join(folder, 'state')).equals(Buffer.concat(some))).toBe(true);
  }
  expect(readdirSync(folder)).toEqual(['state']);
});

it('a file is replaced by ranges of the old one and others, beyond what is written at once', () => {
  const path = join(scratchFolder(), 'state');
  const old = Buffer.from(Array.from({ length: 1_500_000 }, (_, i) => (i * 2654435761) >>> 13));
  writeFileSync(path, old);
  const source = fileSource(openSync(path, 'r'), path);
  const more = Buffer.from('more');
  const cuts = [0, 3, 3, 700_000, 1_400_001, 1_500_000];
  const ranges = cuts.slice(1).flatMap((end, i) => {
    const range = { source, at: cuts[i]!, length: end - cuts[i]! };
    return i === 3 ? [rangeOf(more), range] : [range];
  });
  replaceFile(path, () => ranges, 1);
  const whole = Buffer.concat([old.subarray(0, 700_000), more, old.subarray(700_000)]);
  expect(readFileSync(path).equals(whole)).toBe(true);
});
