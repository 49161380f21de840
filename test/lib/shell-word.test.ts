import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../src/lib/shell-word.ts';

const read = (words: string[]): string[] =>
  spawnSync('sh', ['-c', `printf '%s\\0' ${words.map(shellWord).join(' ')}`], { encoding: 'utf8' })
    .stdout.split('\0')
    .slice(0, -1);

describe('a word for a POSIX shell', () => {
  it.each([
    ['namespace0.0', 'namespace0.0'],
    ['', "''"],
    ['memmap=4G!8G', "'memmap=4G!8G'"],
    ["it's", "'it'\\''s'"],
    ['\u001b]0;title\u0007x', `"$(printf '\\033')"']0;title'"$(printf '\\007')"'x'`],
    ['a\nb', "'a\nb'"],
    ['\u009b', `"$(printf '\\302\\233')"`],
  ])('%j is quoted as %s', (word, text) => {
    expect(shellWord(word)).toBe(text);
    expect(read([word])).toEqual([word]);
  });

  it('is read back by sh for any content', () => {
    const word = fc.string({ unit: 'binary' }).map((text) => text.replace(/\0|\p{Surrogate}/gu, ''));
    fc.assert(
      fc.property(fc.array(word, { minLength: 20, maxLength: 40 }), (words) => {
        expect(read(words)).toEqual(words);
      }),
      { numRuns: 30 },
    );
  });
});
