/** `memsim scenario list`, `show` and `run`: the bugs of the kernel's history, on scratch machines. */

import { judge, type Verdict } from '../../experiments/scenarios/check.ts';
import { findScenario } from '../../experiments/scenarios/library.ts';
import type { Scenario } from '../../experiments/scenarios/scenario.ts';
import { type ChangeId, changeOf } from '../../kernel/history/history.ts';
import { EXIT } from '../../machine/refusal.ts';
import {
  renderScenario,
  renderScenarioList,
  renderScenarioRun,
} from '../../views/text/experiments/scenarios.ts';
import { DEFAULTS, type Defaults } from '../defaults.ts';
import type { Host } from '../host.ts';
import { type JsonFlag, printModel } from '../print-model.ts';
import { packagedScenarios } from '../scenario-folder.ts';
import type { Settings } from '../settings.ts';
import { parseScript, runTrial } from '../trial-runner.ts';

export interface ScenarioFlags extends JsonFlag {
  kernel?: string;
  with?: string[];
  without?: string[];
  repaired?: boolean;
}

/** A scenario with what the history says of its fix. */
const described = (scenario: Scenario) => ({
  ...scenario,
  fixedBy: scenario.fix === undefined ? null : changeOf(scenario.fix as ChangeId),
});

export function listScenarios(host: Host, settings: Settings, flags: JsonFlag): number {
  const rows = packagedScenarios(host.packageRoot).map(({ name, title, kernel, fix = null }) => ({
    name,
    title,
    kernel,
    fix,
  }));
  printModel({ host, settings, out: host.stdout }, flags, rows, renderScenarioList);
  return 0;
}

export function showScenario(host: Host, settings: Settings, name: string, flags: JsonFlag): number {
  const model = described(findScenario(packagedScenarios(host.packageRoot), name));
  printModel({ host, settings, out: host.stdout }, flags, model, renderScenario);
  return 0;
}

/** The scenario's machine with what is asked for changed; a change that is added is not taken out. */
function settingFor({ platform, kernel, cmdline, without, fix }: Scenario, flags: ScenarioFlags): Defaults {
  const repair = flags.repaired && fix !== undefined ? [fix] : [];
  const added = [...repair, ...(flags.with ?? [])];
  const taken = [...without.filter((id) => !added.includes(id)), ...(flags.without ?? [])];
  const request = {
    ...DEFAULTS.request,
    cmdline,
    kernel: flags.kernel ?? kernel,
    with: added,
    without: taken,
  };
  return { platform, request };
}

/** 0 when the bug does not show, 1 when it does or when something else happens. */
export async function runScenario(
  host: Host,
  settings: Settings,
  name: string,
  flags: ScenarioFlags,
): Promise<number> {
  const scenario = findScenario(packagedScenarios(host.packageRoot), name);
  const setting = settingFor(scenario, flags);
  const script = (flags.repaired && scenario.instead?.script) || scenario.script;
  const { trial, machine } = await runTrial(host, parseScript(script), setting);
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
  printModel({ host, settings, out: host.stdout }, flags, model, renderScenarioRun);
  const code: Record<Verdict, number> = { gone: 0, shows: EXIT.failed, neither: EXIT.failed };
  return code[judgement.verdict];
}
