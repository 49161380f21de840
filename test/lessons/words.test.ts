import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hintText, marksText, wrap } from '../../src/lessons/words.ts';

describe('text of a lesson', () => {
  it('is wrapped between 40 and 80 columns, later lines indented', () => {
    const text = 'one two three four five six seven eight nine ten';
    expect(wrap(text, 10, '- ', '  ')).toBe('- one two three four five six seven\n  eight nine ten\n');
    const long = Array(40).fill('word').join(' ');
    expect(
      Math.max(
        ...wrap(long, 500)
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBe(79);
  });

  it('keeps every word', () => {
    const word = fc.stringMatching(/^[a-z]{1,30}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.nat(120), (words, width) => {
        const lines = wrap(words.join(' '), width, '> ', '  ').trimEnd().split('\n');
        expect(lines.map((line) => line.slice(2)).join(' ')).toBe(words.join(' '));
      }),
    );
  });

  it('marks each goal', () => {
    const marks = [
      { text: 'a disk', met: true },
      { text: 'a region', met: false },
    ];
    expect(marksText(marks, 80)).toBe('met      a disk\nnot met  a region\n');
  });

  it('shows the command of a hint as it is typed', () => {
    expect(hintText({ text: 'Look.', command: 'list -N' }, 1, 2, 80)).toBe(
      'Hint 1 of 2: Look.\n  memsim list -N\n',
    );
    expect(hintText({ text: 'Think.' }, 2, 2, 80)).toBe('Hint 2 of 2: Think.\n');
  });
});
