import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareLists, differs, smallDiff } from '../../src/replay/difference.ts';

const diff = (recorded: string[], ours: string[]): string[] => smallDiff({ what: '', recorded, ours });

describe('a small diff', () => {
  it('shows the lines that differ, in place', () => {
    expect(diff(['a', 'b', 'c', 'd'], ['a', 'x', 'c', 'd', 'e'])).toEqual(['- b', '+ x', '+ e']);
  });

  it('shows a missing newline at the end', () => {
    expect(smallDiff(differs('stdout', 'a\n', 'a'))).toEqual(['- ']);
    expect(smallDiff(differs('stdout', '', 'a\n'))).toEqual(['+ a', '+ ']);
  });

  it('has 25 lines at most', () => {
    const many = Array.from({ length: 1000 }, (_, i) => String(i));
    expect(diff(many, [])).toHaveLength(25);
    expect(diff(many, []).at(-1)).toBe('.. and 976 lines more');
  });

  it('is empty only for equal lists, and leads from one to the other', () => {
    const some = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });
    fc.assert(
      fc.property(some, some, (recorded, ours) => {
        const lines = diff(recorded, ours);
        const sum = (mark: string): number => lines.filter((line) => line.startsWith(mark)).length;
        expect(recorded.length - sum('-')).toBe(ours.length - sum('+'));
        expect(lines.length === 0).toBe(compareLists('', recorded, ours).length === 0);
      }),
    );
  });
});
