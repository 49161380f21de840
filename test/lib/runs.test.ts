import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findRun, pieces, type Run, rewriteRuns } from '../../src/lib/runs.ts';

interface Colour {
  colour: number;
}

const same = (a: Colour, b: Colour): boolean => a.colour === b.colour;
const SIZE = 40;

const edits = fc.array(
  fc.record({
    first: fc.nat(SIZE - 1),
    length: fc.nat(12),
    colour: fc.option(fc.nat(2), { nil: undefined }),
  }),
  { maxLength: 30 },
);

/** Applies the same edits to a plain array and to runs. */
function apply(list: { first: number; length: number; colour: number | undefined }[]) {
  const plain: (number | undefined)[] = new Array(SIZE).fill(undefined);
  const runs: Run<Colour>[] = [];
  for (const { first, length, colour } of list) {
    const last = Math.min(SIZE - 1, first + length);
    plain.fill(colour, first, last + 1);
    rewriteRuns(runs, first, last, () => (colour === undefined ? undefined : { colour }), same);
  }
  return { plain, runs };
}

describe('runs of equal state', () => {
  test('equal a plain array', () => {
    fc.assert(
      fc.property(edits, (list) => {
        const { plain, runs } = apply(list);
        expect(plain.map((_, at) => findRun(runs, at)?.colour)).toEqual(plain);
      }),
    );
  });

  test('are ascending, disjoint, and merged when adjacent ones are equal', () => {
    fc.assert(
      fc.property(edits, (list) => {
        const { runs } = apply(list);
        for (const [i, run] of runs.entries()) {
          expect(run.first).toBeLessThanOrEqual(run.last);
          const before = runs[i - 1];
          if (before === undefined) continue;
          expect(before.last).toBeLessThan(run.first);
          if (before.last + 1 === run.first) expect(before.colour).not.toBe(run.colour);
        }
      }),
    );
  });

  test('an edit sees every piece of the span, gaps included', () => {
    const runs: Run<Colour>[] = [
      { first: 2, last: 4, colour: 1 },
      { first: 7, last: 7, colour: 2 },
    ];
    expect([...pieces(runs, 3, 9)].map(({ first, last, state }) => [first, last, state?.colour])).toEqual([
      [3, 4, 1],
      [5, 6, undefined],
      [7, 7, 2],
      [8, 9, undefined],
    ]);
  });
});
