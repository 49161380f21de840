/** Evaluates whether the bug of a scenario occurs on a machine that ran its script. */
import type { Machine } from '../../machine/machine.ts';
import { holds } from '../../predicate/judge.ts';
import { visibleState } from '../../predicate/visible-state.ts';
import type { Scenario, Symptom } from './scenario.ts';

/** A symptom, and whether the machine shows it. */
export interface Seen {
  text: string;
  holds: boolean;
}

/** `shows`: the bug occurs; `gone`: it does not; `neither`: the machine is in another state. */
export type Verdict = 'shows' | 'gone' | 'neither';

export interface Judgement {
  verdict: Verdict;
  fails: Seen[];
  passes: Seen[];
}

async function evaluate(signs: Symptom[], machine: Machine): Promise<Seen[]> {
  const sight = visibleState(machine);
  const seen: Seen[] = [];
  for (const { text, when } of signs) seen.push({ text, holds: await holds(sight, when) });
  return seen;
}

const all = (seen: Seen[]): boolean => seen.every((sign) => sign.holds);

/** Compares the machine with the state of the bug and with that of the fix. */
export async function judge({ fails, passes }: Scenario, machine: Machine): Promise<Judgement> {
  const bad = await evaluate(fails, machine);
  const good = await evaluate(passes, machine);
  const [shows, gone] = [all(bad), all(good)];
  return { verdict: shows === gone ? 'neither' : shows ? 'shows' : 'gone', fails: bad, passes: good };
}
