/** The outcome of a script on each release, one row each. */
import { alarms, type CommandRecord, type Trial } from './trial.ts';

export interface SweepRow {
  kernel: string;
  outcome: 'ok' | 'failed' | 'WARN' | 'crashed';
  /** The first command that failed. */
  failed?: { command: string; rc: number } | undefined;
  /** The first warning of the kernel, or the reason of its crash. */
  complaint?: string | undefined;
  /** The last command's answer, in one line. */
  answer: string;
}

/** Output in one line: JSON without whitespace, and the last line of a message. */
function oneLine({ rc, stdout, stderr }: CommandRecord): string {
  const words = stdout
    .split(/\s*\n\s*/)
    .join('')
    .trim();
  if (words !== '') return words;
  const said = stderr.split('\n').filter((line) => line.trim() !== '');
  return said.at(-1)?.trim() ?? (rc === 0 ? '' : `exit ${rc}`);
}

/** The worst of the results: a crash, a failed command, a warning. */
function outcomeOf(
  crashed: string | undefined,
  failed: CommandRecord | undefined,
  complaint: string | undefined,
): SweepRow['outcome'] {
  if (crashed !== undefined) return 'crashed';
  if (failed !== undefined) return 'failed';
  return complaint === undefined ? 'ok' : 'WARN';
}

/** The row of a release. */
export function sweepRow(trial: Trial): SweepRow {
  const { kernel, steps, crashed } = trial;
  const first = steps.find(({ rc }) => rc !== 0);
  const [complaint] = alarms(trial);
  return {
    kernel,
    outcome: outcomeOf(crashed, first, complaint),
    failed: first && { command: first.argv.join(' '), rc: first.rc },
    complaint: complaint ?? crashed,
    answer: oneLine(steps.at(-1)!),
  };
}
