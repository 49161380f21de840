/** The outcome of a script on one kernel, as data for comparing, sweeping and bisecting. */
import type { LogLine } from '../kernel/kernel/printk.ts';

/** The result of one command. */
export interface CommandRecord {
  argv: string[];
  rc: number;
  stdout: string;
  stderr: string;
  /** Log lines of the command; for a boot, the whole log. */
  log: LogLine[];
  /** Reason of a crash during the command. */
  crashed?: string | undefined;
}

export interface Trial {
  /** As requested. */
  kernel: string;
  /** The boot, unless the script boots itself, and each command. */
  steps: CommandRecord[];
  /** Reason of a crash, if there was one. */
  crashed?: string | undefined;
}

/** Tests for a WARN, oops or lockup: the lines that a user of a real machine would report. */
export const isAlarm = ({ warning, level }: LogLine): boolean =>
  warning !== undefined || level === 'emerg' || level === 'alert';

/**
 * The text of an alarm. A WARN of 4.12 to 4.15 has its text on the line before; one without a text, its
 * position.
 */
function alarmText(log: LogLine[], index: number): string {
  const { text, warning } = log[index]!;
  if (warning === undefined || text !== '') return text;
  if (warning.textBefore) return log[index - 1]?.text ?? '';
  return `WARNING at ${warning.at} ${warning.function}`;
}

/** The first line of each alarm, without the further lines of an oops. */
export function alarms({ steps }: Trial): string[] {
  const out: string[] = [];
  for (const { log } of steps)
    for (const [i, line] of log.entries()) {
      const before = log[i - 1];
      const isPartial = line.warning === undefined && before !== undefined && isAlarm(before);
      if (isAlarm(line) && !isPartial) out.push(alarmText(log, i));
    }
  return out;
}

/** The outcome compared by default. */
export interface Outcome {
  /** Exit code of the last command. */
  rc: number;
  warned: boolean;
  crashed: boolean;
}

/** The outcome of a trial, by its last command and its whole log. */
export const outcomeOf = (trial: Trial): Outcome => ({
  rc: trial.steps.at(-1)?.rc ?? 0,
  warned: alarms(trial).length > 0,
  crashed: trial.crashed !== undefined,
});

/** `exit 0`, `exit 250, WARN`, `exit 1, crashed`. */
export const outcomeText = ({ rc, warned, crashed }: Outcome): string =>
  [`exit ${rc}`, ...(crashed ? ['crashed'] : warned ? ['WARN'] : [])].join(', ');
