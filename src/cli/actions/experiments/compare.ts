/** `memsim compare`: runs a script on several kernels and prints differences. */

import { compareTrials } from '../../../experiments/compare.ts';
import type { Trial } from '../../../experiments/trial.ts';
import { EXIT, refusal } from '../../../machine/refusal.ts';
import { renderComparison } from '../../../views/text/experiments/comparison.ts';
import { renderHardware } from '../../../views/text/experiments/hardware.ts';
import { printModel } from '../../output/print-model.ts';
import { progressOn } from '../../output/progress.ts';
import type { Caller, Session } from '../../session/session.ts';
import { openTrials, type TrialFlags, trialReader } from './trials.ts';

export interface CompareFlags extends TrialFlags {
  kernel?: string[];
}

const readTrial = trialReader('compare');

/** Checks the kernels before the script is read, since standard input may wait. */
export function readCompare(
  caller: Caller,
  file: string | undefined,
  flags: CompareFlags,
): [string[], CompareFlags] {
  if (new Set(flags.kernel).size < 2)
    throw refusal('compare: name two kernels or more: --kernel 5.2 --kernel 6.1', EXIT.usage);
  return readTrial(caller, file, flags);
}

/** Returns 0 if all kernels answer alike, else 1. */
export async function compare(session: Session, lines: string[], flags: CompareFlags): Promise<number> {
  const kernels = [...new Set(flags.kernel)];
  const { script, hardware, run, setupOf } = openTrials(session, lines, flags);
  const trials: Trial[] = [];
  const progress = progressOn(session.err);
  for (const kernel of kernels) {
    progress.show(`${kernel} (${trials.length + 1} of ${kernels.length})`);
    trials.push((await run(setupOf(kernel))).trial);
  }
  progress.done();
  const comparison = compareTrials(trials, script);
  printModel(
    session,
    flags,
    { on: hardware, ...comparison },
    ({ on, ...model }, terminal) => renderHardware(on, terminal) + renderComparison(model, terminal),
  );
  return comparison.partings.length === 0 ? 0 : EXIT.failed;
}
