/** `memsim sweep`: runs a script on every release. */

import { type SweepRow, sweepRow } from '../../../experiments/sweep.ts';
import { RELEASES } from '../../../kernel/history/releases.ts';
import { renderHardware } from '../../../views/text/experiments/hardware.ts';
import { renderSweep } from '../../../views/text/experiments/sweep.ts';
import { printModel } from '../../output/print-model.ts';
import { progressOn } from '../../output/progress.ts';
import type { Session } from '../../session/session.ts';
import { openTrials, type TrialFlags, trialReader } from './trials.ts';

export const readSweep = trialReader('sweep');

/** Returns 0, also if the script fails on a release. */
export async function sweep(session: Session, lines: string[], flags: TrialFlags): Promise<number> {
  const { hardware, run, setupOf } = openTrials(session, lines, flags);
  const progress = progressOn(session.err);
  const rows: SweepRow[] = [];
  for (const { name } of RELEASES) {
    progress.show(`${name} (${rows.length + 1} of ${RELEASES.length})`);
    rows.push(sweepRow((await run(setupOf(name))).trial));
  }
  progress.done();
  printModel(
    session,
    flags,
    { on: hardware, rows },
    (model, terminal) => renderHardware(model.on, terminal) + renderSweep(model.rows, terminal),
  );
  return 0;
}
