/** `memsim compare`: one script on several kernels, and where their answers part. */

import { compareTrials } from '../../experiments/compare.ts';
import type { Trial } from '../../experiments/trial.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { renderComparison } from '../../views/text/experiments/comparison.ts';
import type { Host } from '../host.ts';
import { printModel } from '../print-model.ts';
import type { Settings } from '../settings.ts';
import type { TrialFlags } from '../trial-options.ts';
import { parseScript, runTrial, settingOf } from '../trial-runner.ts';
import { readScript } from './run.ts';

export interface CompareFlags extends TrialFlags {
  kernel?: string[];
}

/** 0 when all kernels answer alike, 1 when they part. */
export async function compare(
  host: Host,
  settings: Settings,
  file: string,
  flags: CompareFlags,
): Promise<number> {
  const { kernel: kernels = [] } = flags;
  if (kernels.length < 2) throw refusal('compare: give --kernel at least twice', EXIT.usage);
  const script = parseScript(readScript(host, file, 'compare'));
  const trials: Trial[] = [];
  for (const kernel of kernels) trials.push((await runTrial(host, script, settingOf(flags, kernel))).trial);
  const comparison = compareTrials(trials, !script.boots);
  printModel({ host, settings, out: host.stdout }, flags, comparison, renderComparison);
  return comparison.partings.length === 0 ? 0 : EXIT.failed;
}
