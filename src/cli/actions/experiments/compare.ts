/** `memsim compare`: runs a script on several kernels and prints differences. */

import { compareTrials } from '../../../experiments/compare.ts';
import type { Trial } from '../../../experiments/trial.ts';
import { EXIT, refusal } from '../../../machine/refusal.ts';
import { renderComparison } from '../../../views/text/experiments/comparison.ts';
import { printModel } from '../../output/print-model.ts';
import type { Caller } from '../../session/session.ts';
import { openTrials, type TrialFlags } from './trials.ts';

export interface CompareFlags extends TrialFlags {
  kernel?: string[];
}

/** Returns 0 if all kernels answer alike, else 1. */
export async function compare(caller: Caller, file: string, flags: CompareFlags): Promise<number> {
  const { kernel: kernels = [] } = flags;
  if (kernels.length < 2) throw refusal('compare: give --kernel at least twice', EXIT.usage);
  const { script, run, setupOf } = openTrials(caller, file, flags, 'compare');
  const trials: Trial[] = [];
  for (const kernel of kernels) trials.push((await run(setupOf(kernel))).trial);
  const comparison = compareTrials(trials, !script.boots);
  printModel(caller, flags, comparison, renderComparison);
  return comparison.partings.length === 0 ? 0 : EXIT.failed;
}
