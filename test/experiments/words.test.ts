import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandOf, splitWords } from '../../src/experiments/words.ts';

describe('words of a script line', () => {
  it.each([
    ['list -RN', ['list', '-RN']],
    ['  list\t -RN  ', ['list', '-RN']],
    ['', []],
    ['# a comment', []],
    ['list # the rest', ['list']],
    ['list#not', ['list#not']],
    [`write /sys/x ''`, ['write', '/sys/x', '']],
    [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
    [`a'b c'd`, ['ab cd']],
    [String.raw`a\ b "c\"d" "e\f"`, ['a b', 'c"d', String.raw`e\f`]],
    ['"\\$HOME \\`x\\` \\\\ \\n"', ['$HOME `x` \\ \\n']],
    [String.raw`'a\b'`, [String.raw`a\b`]],
    [`'# no comment'`, ['# no comment']],
  ])('%s', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });

  it.each([`a 'b`, `a "b`])('refuses a quote left open: %s', (line) => {
    expect(() => splitWords(line)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  it('parses the words that quoting makes', () => {
    const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
    const word = fc.string().filter((text) => !text.includes('\n'));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(splitWords(words.map(quote).join(' '))).toEqual(words);
      }),
    );
  });
});

describe('a command to run', () => {
  it.each([
    ['dmesg | tail -3', '|'],
    ['memsim list > out', '>'],
    ['boot && list', '&&'],
    ['list -RN 2>&1', '2>&1'],
    ['boot ; list', ';'],
  ])('is refused with operators of sh: %s', (line, operator) => {
    expect(() => commandOf(line)).toThrow(
      `no pipes, lists and redirections here ('${operator}'); memsim exec -- sh -c '..' has them`,
    );
    expect(() => commandOf(line)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  it.each([
    ["memsim reboot --cmdline 'memmap=4G!8G'", ['reboot', '--cmdline', 'memmap=4G!8G']],
    ["exec -- sh -c 'ndctl list | tail -1'", ['exec', '--', 'sh', '-c', 'ndctl list | tail -1']],
    ["write /sys/x '|'", ['write', '/sys/x', '|']],
    [String.raw`write /sys/x \;`, ['write', '/sys/x', ';']],
    ['list # a | b', ['list']],
  ])('may have them quoted: %s', (line, words) => {
    expect(commandOf(line)).toEqual(words);
  });
});
