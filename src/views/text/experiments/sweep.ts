/** The outcomes of a script on each release; adjacent releases with equal outcomes share a row. */
import type { SweepRow } from '../../../experiments/sweep.ts';
import { clip, visibleWidth } from '../../base/text.ts';
import { type Paint, paintFor, type Terminal } from '../../base/theme.ts';
import { renderTable } from '../table.ts';

const WIDEST_NOTE = 48;
const GAP = 2;

function outcomeWord({ outcome, complaint }: SweepRow, paint: Paint): string {
  if (outcome === 'ok') return paint.hue('green', 'ok');
  if (outcome === 'failed') return paint.hue('orange', complaint === undefined ? 'failed' : 'failed, WARN');
  return paint.alarm(outcome);
}

/** The first failure: the kernel's message, or the command and its exit code. */
function note({ failed, complaint }: SweepRow): string {
  if (complaint !== undefined) return complaint;
  return failed === undefined ? '' : `exit ${failed.rc}: ${failed.command}`;
}

/** Adjacent releases with equal outcomes as one row, named by the first and the last: `4.14..4.17`. */
function folded(rows: SweepRow[]): SweepRow[] {
  const groups: { first: SweepRow; last: SweepRow }[] = [];
  const keyOf = (row: SweepRow): string => JSON.stringify({ ...row, kernel: '' });
  for (const row of rows) {
    const group = groups.at(-1);
    if (group !== undefined && keyOf(group.last) === keyOf(row)) group.last = row;
    else groups.push({ first: row, last: row });
  }
  return groups.map(({ first, last }) =>
    first === last ? first : { ...first, kernel: `${first.kernel}..${last.kernel}` },
  );
}

const HEADS = {
  kernel: 'kernel',
  outcome: 'outcome',
  note: 'what went wrong',
  answer: 'last answer',
} as const;

/** Columns of the failures: half of the room at most; 0 if nothing went wrong. */
function noteColumns(notes: string[], room: number): number {
  const longest = Math.max(...notes.map((text) => text.length));
  if (longest === 0) return 0;
  return Math.max(HEADS.note.length, Math.min(longest, WIDEST_NOTE, Math.floor(room / 2)));
}

/** The table; failure and last answer share the remaining width. */
export function renderSweep(all: SweepRow[], terminal: Terminal): string {
  const paint = paintFor(terminal);
  const rows = folded(all);
  const outcomes = rows.map((row) => outcomeWord(row, paint));
  const notes = rows.map(note);
  const widest = (head: string, texts: string[]): number => Math.max(head.length, ...texts.map(visibleWidth));
  const kernels = rows.map(({ kernel }) => kernel);
  const room = terminal.width - widest(HEADS.kernel, kernels) - widest(HEADS.outcome, outcomes) - 2 * GAP;
  const noteWidth = noteColumns(notes, room - GAP);
  const answerWidth = Math.max(HEADS.answer.length, room - noteWidth - (noteWidth > 0 ? GAP : 0));
  const noteCell = (text: string): string[] =>
    noteWidth > 0 ? [clip(text, noteWidth, terminal.unicode)] : [];
  const cells = rows.map(({ kernel, answer }, i) => [
    kernel,
    outcomes[i]!,
    ...noteCell(notes[i]!),
    clip(answer, answerWidth, terminal.unicode),
  ]);
  const heads = [HEADS.kernel, HEADS.outcome, ...noteCell(HEADS.note), HEADS.answer];
  return renderTable(
    heads.map((head) => ({ head })),
    cells,
    terminal,
  );
}
