/**
 * Explanation of kernel log messages about layouts that no current command caused: from a boot, or earlier.
 */
import type { LogLine } from '../kernel/kernel/printk.ts';
import type { Machine } from '../machine/machine.ts';
import { findInLog } from './diagnose.ts';
import { type Explanation, verdictOf } from './explanation.ts';

const isTrouble = ({ level, warning }: LogLine): boolean =>
  warning !== undefined || ['emerg', 'alert', 'crit', 'err'].includes(level);

/**
 * Explains the last failure in the log; an explanation without a verdict if there is none.
 *
 * @param since number of log lines to skip
 */
export function explainLog({ kernel }: Machine, subject: string, rc: number, since = 0): Explanation {
  const { log, release, crashed } = kernel.state;
  const base: Explanation = { subject, kernel: release, rc, said: [], sums: [], tests: [] };
  if (crashed !== undefined)
    return { ...base, said: [crashed], verdict: verdictOf(kernel, { code: 'crash', said: crashed }) };
  const lines = log.lines.slice(since);
  const isKnown = (line: LogLine): boolean =>
    (isTrouble(line) || line.level === 'warn') && findInLog([line]) !== undefined;
  const last = lines.findLast(isKnown) ?? lines.findLast(isTrouble);
  if (last === undefined) return base;
  const said = last.text || `WARNING at ${last.warning?.at}`;
  const found = findInLog([last]) ?? { code: 'other' as const, said };
  return { ...base, said: [said], verdict: verdictOf(kernel, found) };
}
