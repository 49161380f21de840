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

/** The table; failure and last answer share the remaining width. */
export function renderSweep(all: SweepRow[], terminal: Terminal): string {
  const paint = paintFor(terminal);
  const rows = folded(all);
  const outcomes = rows.map((row) => outcomeWord(row, paint));
  const fixed =
    Math.max(6, ...rows.map(({ kernel }) => kernel.length)) + Math.max(7, ...outcomes.map(visibleWidth));
  const room = terminal.width - fixed - 3 * GAP;
  const notes = rows.map(note);
  const noteWidth = Math.min(
    Math.max(...notes.map((text) => text.length)),
    WIDEST_NOTE,
    Math.max(12, Math.floor(room / 2)),
  );
  const answerWidth = Math.max(12, room - noteWidth);
  const cells = rows.map(({ kernel, answer }, i) => [
    kernel,
    outcomes[i]!,
    clip(notes[i]!, noteWidth, terminal.unicode),
    clip(answer, answerWidth, terminal.unicode),
  ]);
  const columns = ['kernel', 'outcome', 'what went wrong', 'last answer'];
  return renderTable(
    columns.map((head) => ({ head })),
    cells,
    terminal,
  );
}
