/** `memsim compare`: runs a script on several kernels and prints differences. */

import { compareTrials } from '../../../experiments/compare.ts';
import type { Trial } from '../../../experiments/trial.ts';
import { EXIT, refusal } from '../../../machine/refusal.ts';
import { renderComparison } from '../../../views/text/experiments/comparison.ts';
import { renderHardware } from '../../../views/text/experiments/hardware.ts';
import { printModel } from '../../output/print-model.ts';
import type { Session } from '../../session/session.ts';
import { openTrials, type TrialFlags, trialReader } from './trials.ts';

export interface CompareFlags extends TrialFlags {
  kernel?: string[];
}

export const readCompare = trialReader('compare');

/** Returns 0 if all kernels answer alike, else 1. */
export async function compare(session: Session, lines: string[], flags: CompareFlags): Promise<number> {
  const { kernel: kernels = [] } = flags;
  if (kernels.length < 2) throw refusal('compare: give --kernel at least twice', EXIT.usage);
  const { script, hardware, run, setupOf } = openTrials(session, lines, flags);
  const trials: Trial[] = [];
  for (const kernel of kernels) trials.push((await run(setupOf(kernel))).trial);
  const comparison = compareTrials(trials, script);
  printModel(
    session,
    flags,
    { on: hardware, ...comparison },
    ({ on, ...model }, terminal) => renderHardware(on, terminal) + renderComparison(model, terminal),
  );
  return comparison.partings.length === 0 ? 0 : EXIT.failed;
}
