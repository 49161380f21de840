/**
 * Numbered things kept as runs of equal state: sections, memory blocks. The list is ascending, runs do not
 * overlap, and two that touch differ. Cost follows the number of runs touched, never their length.
 */
import { bisect } from './bisect.ts';

export interface Span {
  first: number;
  /** Inclusive. */
  last: number;
}
/** How many numbers a span has. */
export const spanLength = ({ first, last }: Span): number => last - first + 1;

/** Things of equal state with successive numbers. */
export type Run<S> = S & Span;

const indexAt = <S>(runs: readonly Run<S>[], at: number): number =>
  bisect(runs.length, (i) => runs[i]!.last >= at);

/** The run that holds number `at`. */
export function findRun<S>(runs: readonly Run<S>[], at: number): Run<S> | undefined {
  const run = runs[indexAt(runs, at)];
  return run !== undefined && run.first <= at ? run : undefined;
}

/** A stretch of numbers in one state; undefined where no run lies. */
export interface Piece<S> extends Span {
  state: S | undefined;
}

/** What lies in `first`..`last`, ascending, gaps included. */
export function* pieces<S>(runs: readonly Run<S>[], first: number, last: number): Generator<Piece<S>> {
  let at = first;
  for (let i = indexAt(runs, first); i < runs.length && runs[i]!.first <= last; i++) {
    const run = runs[i]!;
    if (run.first > at) yield { first: at, last: run.first - 1, state: undefined };
    yield { first: Math.max(at, run.first), last: Math.min(last, run.last), state: run };
    at = run.last + 1;
  }
  if (at <= last) yield { first: at, last, state: undefined };
}

/**
 * Replaces the state of `first`..`last`: each piece by what `edit` makes of it, undefined for nothing.
 * Neighbours that `same` calls equal become one run.
 */
export function rewriteRuns<S>(
  runs: Run<S>[],
  first: number,
  last: number,
  edit: (state: S | undefined) => S | undefined,
  same: (a: S, b: S) => boolean,
): void {
  if (first > last) return;
  const from = indexAt(runs, Math.max(0, first - 1));
  let to = from;
  while (to < runs.length && runs[to]!.first <= last + 1) to++;
  const fresh: Run<S>[] = [];
  const put = (state: S | undefined, start: number, end: number): void => {
    if (state === undefined || start > end) return;
    const before = fresh.at(-1);
    if (before !== undefined && before.last === start - 1 && same(before, state)) before.last = end;
    else fresh.push({ ...state, first: start, last: end });
  };
  for (const run of runs.slice(from, to)) put(run, run.first, Math.min(run.last, first - 1));
  for (const piece of pieces(runs, first, last)) put(edit(piece.state), piece.first, piece.last);
  for (const run of runs.slice(from, to)) put(run, Math.max(run.first, last + 1), run.last);
  runs.splice(from, to - from, ...fresh);
}
