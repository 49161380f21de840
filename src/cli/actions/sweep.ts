/** `memsim sweep`: one script on every release. */

import { type SweepRow, sweepRow } from '../../experiments/sweep.ts';
import { RELEASES } from '../../kernel/history/releases.ts';
import { renderSweep } from '../../views/text/experiments/sweep.ts';
import type { Host } from '../host.ts';
import { printModel } from '../print-model.ts';
import { progressOn } from '../progress.ts';
import type { Settings } from '../settings.ts';
import type { TrialFlags } from '../trial-options.ts';
import { parseScript, runTrial, settingOf } from '../trial-runner.ts';
import { readScript } from './run.ts';

/** Always 0: a release on which the script fails is an answer. */
export async function sweep(
  host: Host,
  settings: Settings,
  file: string,
  flags: TrialFlags,
): Promise<number> {
  const script = parseScript(readScript(host, file, 'sweep'));
  const progress = progressOn(host.stderr);
  const rows: SweepRow[] = [];
  for (const { name } of RELEASES) {
    progress.show(`${name} (${rows.length + 1} of ${RELEASES.length})`);
    rows.push(sweepRow((await runTrial(host, script, settingOf(flags, name))).trial));
  }
  progress.done();
  printModel({ host, settings, out: host.stdout }, flags, rows, renderSweep);
  return 0;
}
