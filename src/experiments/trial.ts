/** What came of a script on one kernel, as data: for comparing, sweeping and bisecting. */
import type { LogLine } from '../kernel/kernel/printk.ts';

/** What came of one command. */
export interface CommandRecord {
  argv: string[];
  rc: number;
  stdout: string;
  stderr: string;
  /** What the kernel logged meanwhile; a boot has its whole log. */
  log: LogLine[];
}

export interface Trial {
  /** As it was asked for. */
  kernel: string;
  /** The boot, unless the script does that itself, and each command. */
  steps: CommandRecord[];
  /** Why the kernel stopped, when it did. */
  crashed?: string | undefined;
}

/** WARN, oops, lockup: what a user of a real machine would report. */
export const isAlarm = ({ warning, level }: LogLine): boolean =>
  warning !== undefined || level === 'emerg' || level === 'alert';

/** What an alarm says. A WARN of 4.12 to 4.15 has its text on the line before; one without any, its place. */
function alarmText(log: LogLine[], index: number): string {
  const { text, warning } = log[index]!;
  if (warning === undefined || text !== '') return text;
  if (warning.textBefore) return log[index - 1]?.text ?? '';
  return `WARNING at ${warning.at} ${warning.function}`;
}

/** The first line of each alarm: an oops goes on with lines of its own. */
export function alarms({ steps }: Trial): string[] {
  const out: string[] = [];
  for (const { log } of steps)
    for (const [i, line] of log.entries()) {
      const before = log[i - 1];
      const goesOn = line.warning === undefined && before !== undefined && isAlarm(before);
      if (isAlarm(line) && !goesOn) out.push(alarmText(log, i));
    }
  return out;
}

/** What a trial comes down to where nothing else is asked. */
export interface Outcome {
  /** Exit code of the last command. */
  rc: number;
  warned: boolean;
  crashed: boolean;
}

export const outcomeOf = (trial: Trial): Outcome => ({
  rc: trial.steps.at(-1)?.rc ?? 0,
  warned: alarms(trial).length > 0,
  crashed: trial.crashed !== undefined,
});

/** `exit 0`, `exit 250, WARN`, `exit 1, crashed`. */
export const outcomeText = ({ rc, warned, crashed }: Outcome): string =>
  [`exit ${rc}`, ...(crashed ? ['crashed'] : warned ? ['WARN'] : [])].join(', ');
