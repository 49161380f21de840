/** `memsim sweep`: runs a script on every release. */

import { type SweepRow, sweepRow } from '../../../experiments/sweep.ts';
import { RELEASES } from '../../../kernel/history/releases.ts';
import { renderSweep } from '../../../views/text/experiments/sweep.ts';
import { printModel } from '../../output/print-model.ts';
import { progressOn } from '../../output/progress.ts';
import type { Caller } from '../../session/session.ts';
import { openTrials, type TrialFlags } from './trials.ts';

/** Returns 0, also if the script fails on a release. */
export async function sweep(caller: Caller, file: string, flags: TrialFlags): Promise<number> {
  const { run, setupOf } = openTrials(caller, file, flags, 'sweep');
  const progress = progressOn(caller.err);
  const rows: SweepRow[] = [];
  for (const { name } of RELEASES) {
    progress.show(`${name} (${rows.length + 1} of ${RELEASES.length})`);
    rows.push(sweepRow((await run(setupOf(name))).trial));
  }
  progress.done();
  printModel(caller, flags, rows, renderSweep);
  return 0;
}
