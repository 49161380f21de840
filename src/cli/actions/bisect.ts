/** `memsim bisect`: which change turns the outcome of a script. */

import { type Bisection, bisect as bisectKernels, type Finding } from '../../experiments/bisect.ts';
import { applied, type Candidate, type Toggle, toggleOption, toggleTitle } from '../../experiments/toggle.ts';
import { outcomeOf, outcomeText } from '../../experiments/trial.ts';
import { holds } from '../../lessons/judge.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import type { Predicate } from '../../predicate/predicate.ts';
import { readPredicate } from '../../predicate/schema.ts';
import { sightOf } from '../../predicate/sight.ts';
import { type BisectModel, type FindingModel, renderBisect } from '../../views/text/experiments/bisect.ts';
import type { Defaults } from '../defaults.ts';
import type { Host } from '../host.ts';
import { printModel } from '../print-model.ts';
import { progressOn } from '../progress.ts';
import type { Settings } from '../settings.ts';
import type { TrialFlags } from '../trial-options.ts';
import { parseScript, runTrial, type Script, settingOf } from '../trial-runner.ts';
import { readScript } from './run.ts';

export interface BisectFlags extends TrialFlags {
  good: string;
  bad: string;
  test?: string;
}

/** What a kernel comes to, in words: kernels are alike when these are. */
type Verdict = (candidate: Candidate) => Promise<string>;

function readTest(text: string): Predicate {
  try {
    return readPredicate(text);
  } catch (error) {
    throw refusal(`bisect: --test: ${(error as Error).message}`, EXIT.usage);
  }
}

function settingFor(flags: BisectFlags, candidate: Candidate): Defaults {
  const { platform, request } = settingOf(flags, candidate.kernel);
  const config = { ...request.config, ...candidate.config };
  return { platform, request: { ...request, with: candidate.with, without: candidate.without, config } };
}

/** Runs the script on kernels, each one once. */
function verdicts(host: Host, script: Script, flags: BisectFlags): { verdict: Verdict; tried(): number } {
  const test = flags.test === undefined ? undefined : readTest(flags.test);
  const progress = progressOn(host.stderr);
  const known = new Map<string, string>();
  const run = async (candidate: Candidate): Promise<string> => {
    const { trial, machine } = await runTrial(host, script, settingFor(flags, candidate));
    if (test === undefined) return outcomeText(outcomeOf(trial));
    return (await holds(sightOf(machine), test)) ? 'the test holds' : 'the test does not hold';
  };
  return {
    tried: () => {
      progress.done();
      return known.size;
    },
    async verdict(candidate) {
      const key = JSON.stringify(candidate);
      const before = known.get(key);
      if (before !== undefined) return before;
      const { kernel, with: added, without } = candidate;
      const what = [...added.map((id) => `with ${id}`), ...without.map((id) => `without ${id}`)];
      progress.show([`try ${known.size + 1}: ${kernel}`, ...what].join(' '));
      const result = await run(candidate);
      known.set(key, result);
      return result;
    },
  };
}

const toggleModel = (toggle: Toggle) => ({
  ...toggle,
  title: toggleTitle(toggle),
  option: toggleOption(toggle),
});

const findingModel = ({ toggles, others, ...rest }: Finding): FindingModel => ({
  ...rest,
  toggles: toggles.map(toggleModel),
  others: others.map(toggleModel),
});

const modelOf = ({ answer, turn }: Bisection): Pick<BisectModel, 'answer' | 'turn'> => ({
  answer: findingModel(answer),
  turn: turn && findingModel(turn),
});

/** 0 when a change was found, 1 when nothing that is known turns the outcome. */
export async function bisect(
  host: Host,
  settings: Settings,
  file: string,
  flags: BisectFlags,
): Promise<number> {
  const script = parseScript(readScript(host, file, 'bisect'));
  const { verdict, tried } = verdicts(host, script, flags);
  const good = await verdict(applied(flags.good, []));
  const bad = await verdict(applied(flags.bad, []));
  if (good === bad) {
    tried();
    throw refusal(`bisect: ${flags.good} and ${flags.bad} do not differ: ${good} on both`);
  }
  const found = await bisectKernels(
    flags.good,
    flags.bad,
    async (candidate) => (await verdict(candidate)) === good,
  );
  const model: BisectModel = { good, bad, tried: tried(), ...modelOf(found) };
  printModel({ host, settings, out: host.stdout }, flags, model, renderBisect);
  return found.answer.toggles.length > 0 ? 0 : EXIT.failed;
}
