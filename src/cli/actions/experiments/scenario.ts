/** `memsim scenario`: bugs of past kernels, run on scratch machines. */

import { runTrial } from '../../../experiments/run-trial.ts';
import { judge, type Verdict } from '../../../experiments/scenarios/check.ts';
import { findScenario } from '../../../experiments/scenarios/library.ts';
import type { Scenario } from '../../../experiments/scenarios/scenario.ts';
import { parseScript } from '../../../experiments/script.ts';
import { type ChangeId, changeOf } from '../../../kernel/history/history.ts';
import { EXIT } from '../../../machine/refusal.ts';
import { DEFAULT_SETUP, type Setup } from '../../../machine/setup.ts';
import {
  renderScenario,
  renderScenarioList,
  renderScenarioRun,
} from '../../../views/text/experiments/scenarios.ts';
import { scratchFault, trialEnvironment } from '../../dispatch/trial-environment.ts';
import { packagedScenarios } from '../../input/scenario-folder.ts';
import { type JsonFlag, printModel } from '../../output/print-model.ts';
import type { Caller } from '../../session/session.ts';

export interface ScenarioFlags extends JsonFlag {
  kernel?: string;
  with?: string[];
  without?: string[];
  repaired?: boolean;
}

/** A scenario with the change that fixes it. */
const described = (scenario: Scenario) => ({
  ...scenario,
  fixedBy: scenario.fix === undefined ? null : changeOf(scenario.fix as ChangeId),
});

export function listScenarios(caller: Caller, flags: JsonFlag): number {
  const rows = packagedScenarios(caller.host.packageRoot).map(({ name, title, kernel, fix = null }) => ({
    name,
    title,
    kernel,
    fix,
  }));
  printModel(caller, flags, rows, renderScenarioList);
  return 0;
}

export function showScenario(caller: Caller, name: string, flags: JsonFlag): number {
  const model = described(findScenario(packagedScenarios(caller.host.packageRoot), name));
  printModel(caller, flags, model, renderScenario);
  return 0;
}

/** The setup of the scenario with the options applied. Changes to add take precedence over those to remove. */
function settingFor({ platform, kernel, cmdline, without, fix }: Scenario, flags: ScenarioFlags): Setup {
  const repair = flags.repaired && fix !== undefined ? [fix] : [];
  const added = [...repair, ...(flags.with ?? [])];
  const taken = [...without.filter((id) => !added.includes(id)), ...(flags.without ?? [])];
  const request = {
    ...DEFAULT_SETUP.request,
    cmdline,
    kernel: flags.kernel ?? kernel,
    with: added,
    without: taken,
  };
  return { platform, request };
}

/** Returns 0 if the bug does not occur, else 1. */
export async function runScenario(caller: Caller, name: string, flags: ScenarioFlags): Promise<number> {
  const scenario = findScenario(packagedScenarios(caller.host.packageRoot), name);
  const setting = settingFor(scenario, flags);
  const script = (flags.repaired && scenario.instead?.script) || scenario.script;
  const { trial, machine } = await runTrial(
    trialEnvironment(caller.host),
    parseScript(script, scratchFault),
    setting,
  );
  const judgement = await judge(scenario, machine);
  const model = {
    ...described(scenario),
    ...judgement,
    kernel: setting.request.kernel,
    with: setting.request.with ?? [],
    without: setting.request.without ?? [],
    crashed: trial.crashed ?? null,
    steps: trial.steps,
  };
  printModel(caller, flags, model, renderScenarioRun);
  const code: Record<Verdict, number> = { gone: 0, shows: EXIT.failed, neither: EXIT.failed };
  return code[judgement.verdict];
}
