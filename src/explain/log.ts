/** What the kernel's log says about layouts, where no command is to blame: a boot, or long ago. */
import type { LogLine } from '../kernel/kernel/printk.ts';
import type { Machine } from '../machine/machine.ts';
import { heardInLog } from './diagnose.ts';
import { type Explanation, verdictOf } from './explanation.ts';

const isTrouble = ({ level, warning }: LogLine): boolean =>
  warning !== undefined || ['emerg', 'alert', 'crit', 'err'].includes(level);

/**
 * The last trouble in the log, explained; an explanation without a verdict when there is none.
 *
 * @param since how many lines of the log are too old to count
 */
export function explainLog({ kernel }: Machine, subject: string, rc: number, since = 0): Explanation {
  const { log, release, crashed } = kernel.state;
  const base: Explanation = { subject, kernel: release, rc, said: [], sums: [], tests: [] };
  if (crashed !== undefined)
    return { ...base, said: [crashed], verdict: verdictOf(kernel, { code: 'crash', said: crashed }) };
  const lines = log.lines.slice(since);
  const last =
    lines.findLast((line) => isTrouble(line) && heardInLog([line]) !== undefined) ??
    lines.findLast(isTrouble);
  if (last === undefined) return base;
  const said = last.text || `WARNING at ${last.warning?.at}`;
  const found = heardInLog([last]) ?? { code: 'other' as const, said };
  return { ...base, said: [said], verdict: verdictOf(kernel, found) };
}
