/** The outcome of a script on a kernel as text; kernels with equal texts are equivalent. */
import type { Setup } from '../machine/setup.ts';
import { holds } from '../predicate/judge.ts';
import type { Predicate } from '../predicate/predicate.ts';
import { visibleState } from '../predicate/visible-state.ts';
import type { TrialRun } from './run-trial.ts';
import type { Candidate } from './toggle.ts';
import { outcomeOf, outcomeText } from './trial.ts';

export interface Verdicts {
  of(candidate: Candidate): Promise<string>;
  /** The number of kernels that were tried. */
  tried(): number;
}

export interface VerdictOptions {
  /** Runs the script with this setup. */
  run(setup: Setup): Promise<TrialRun>;
  /** The setup of a release, before the candidate's changes. */
  setupOf(kernel: string): Setup;
  /** Predicate that replaces the script's outcome. */
  test?: Predicate | undefined;
  /** Called before each kernel is tried. */
  onTry(number: number, candidate: Candidate): void;
}

/** Runs the script on kernels, at most once on each. */
export function openVerdicts({ run, setupOf, test, onTry }: VerdictOptions): Verdicts {
  const known = new Map<string, string>();

  async function tryOut(candidate: Candidate): Promise<string> {
    const { request, ...setup } = setupOf(candidate.kernel);
    const config = { ...request.config, ...candidate.config };
    const { with: added, without } = candidate;
    const { trial, machine } = await run({ ...setup, request: { ...request, with: added, without, config } });
    if (test === undefined) return outcomeText(outcomeOf(trial));
    return (await holds(visibleState(machine), test)) ? 'the test holds' : 'the test does not hold';
  }

  return {
    tried: () => known.size,
    async of(candidate) {
      const key = JSON.stringify(candidate);
      const before = known.get(key);
      if (before !== undefined) return before;
      onTry(known.size + 1, candidate);
      const result = await tryOut(candidate);
      known.set(key, result);
      return result;
    },
  };
}
