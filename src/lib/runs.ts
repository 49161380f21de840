/**
 * Numbered objects (sections, memory blocks) as runs of equal state. The list is ascending, runs do not
 * overlap, and adjacent runs differ. Cost follows the number of runs touched, not their length.
 */
import { interpolationSearch } from './bisect.ts';

/** A range of numbers. */
export interface Span {
  first: number;
  /** Inclusive. */
  last: number;
}
/** Number of objects in a span. */
export const spanLength = ({ first, last }: Span): number => last - first + 1;

/** Consecutive objects in equal state. */
export type Run<S> = S & Span;

const indexAt = <S>(runs: readonly Run<S>[], at: number): number =>
  interpolationSearch(runs.length, (i) => runs[i]!.last, at);

/** The run that contains number `at`. */
export function findRun<S>(runs: readonly Run<S>[], at: number): Run<S> | undefined {
  const run = runs[indexAt(runs, at)];
  return run !== undefined && run.first <= at ? run : undefined;
}

/** Consecutive numbers in one state; undefined for a gap between runs. */
export interface Piece<S> extends Span {
  state: S | undefined;
}

/** The content of `first`..`last`, ascending, including gaps. */
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
 * Replaces the state of `first`..`last`: each piece by the result of `edit`, where undefined means absent.
 * Adjacent runs that are equal by `same` are merged.
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
