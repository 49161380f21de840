import { describe, expect, it } from 'vitest';
import { examplesOf } from './examples.ts';
import { matched, pattern } from './matching.ts';

const shown = (command: string, output: string) => ({ command, output, onTerminal: false });

describe('shown output', () => {
  it('matches the same text only', () => {
    expect(pattern('a (1)\nb\n').test('a (1)\nb\n')).toBe(true);
    expect(pattern('a (1)\nb\n').test('a (1)\nb\nc\n')).toBe(false);
    expect(pattern('a (1)\nb\n').test('a 1\nb\n')).toBe(false);
  });

  it('has .. for lines left out, and for a part of a line', () => {
    expect(pattern('a\n..\nd\n').test('a\nb\nc\nd\n')).toBe(true);
    expect(pattern('a\n..\nd\n').test('a\nb\nc\n')).toBe(false);
    expect(pattern('size .. MiB\n').test('size 64 MiB\n')).toBe(true);
    expect(pattern('size .. MiB\n').test('size 64\nMiB\n')).toBe(false);
  });

  it('may contain prompts of the first command', () => {
    const commands = [shown('run', 'one\n'), shown('inner', 'two\n'), shown('next', 'three\n')];
    expect(matched(commands, ['one\n$ inner\ntwo\n'])).toBe(1);
    expect(matched(commands, ['one\n'])).toBe(0);
    expect(matched(commands, ['two\n'])).toBeUndefined();
  });

  it('may be absent', () => {
    expect(matched([shown('run', '')], ['anything\n'])).toBe(0);
  });
});

describe('the examples of a page', () => {
  it('are the commands of each section, without those of other languages', () => {
    const text = '# T\n\n## A\n\n```\n$ a\nx\n```\n\n## B\n\n```sh\n$ b\n```\n\n```terminal\n$ c\ny\n```\n';
    expect(examplesOf({ path: 'p.md', text })).toEqual([
      { page: 'p.md', title: 'A', commands: [shown('a', 'x\n')] },
      { page: 'p.md', title: 'B', commands: [{ command: 'c', output: 'y\n', onTerminal: true }] },
    ]);
  });
});
