/** What the kernel's log says about layouts, where no command is to blame: a boot, or long ago. */
import type { LogLine } from '../kernel/printk.ts';
import type { Machine } from '../machine/machine.ts';
import { heardInLog } from './diagnose.ts';
import { type Explanation, verdictOf } from './explanation.ts';

const isTrouble = ({ level, warning }: LogLine): boolean =>
  warning !== undefined || ['emerg', 'alert', 'crit', 'err'].includes(level);

/** The last trouble in the log, explained; an explanation without a verdict when there is none. */
export function explainLog({ kernel }: Machine, subject: string, rc: number): Explanation {
  const { log, release, crashed } = kernel.state;
  const base: Explanation = { subject, kernel: release, rc, said: [], sums: [], tests: [], fixes: [] };
  if (crashed !== undefined)
    return { ...base, said: [crashed], verdict: verdictOf(kernel, { code: 'crash', said: crashed }) };
  const trouble = log.lines.filter(isTrouble);
  const last = trouble.findLast((line) => heardInLog([line]) !== undefined) ?? trouble.at(-1);
  if (last === undefined) return base;
  const said = last.text || `WARNING at ${last.warning?.at}`;
  const found = heardInLog([last]) ?? { code: 'other' as const, said };
  return { ...base, said: [said], verdict: verdictOf(kernel, found) };
}
