/** `memsim bisect`: finds the change that alters the outcome of a script. */
import { type Bisection, bisect as bisectKernels, type Finding } from '../../../experiments/bisect.ts';
import {
  applied,
  type Candidate,
  type Toggle,
  toggleOption,
  toggleTitle,
} from '../../../experiments/toggle.ts';
import { openVerdicts } from '../../../experiments/verdict.ts';
import { EXIT, refusal } from '../../../machine/refusal.ts';
import type { Predicate } from '../../../predicate/predicate.ts';
import { readPredicate } from '../../../predicate/schema.ts';
import { type BisectModel, type FindingModel, renderBisect } from '../../../views/text/experiments/bisect.ts';
import { renderHardware } from '../../../views/text/experiments/hardware.ts';
import { printModel } from '../../output/print-model.ts';
import { progressOn } from '../../output/progress.ts';
import type { Session } from '../../session/session.ts';
import { openTrials, type TrialFlags, trialReader } from './trials.ts';

export interface BisectFlags extends TrialFlags {
  good: string;
  bad: string;
  test?: string;
}

function readTest(text: string | undefined): Predicate | undefined {
  try {
    return text === undefined ? undefined : readPredicate(text);
  } catch (error) {
    throw refusal(`bisect: --test: ${(error as Error).message}`, EXIT.usage);
  }
}

function tryText(number: number, { kernel, with: added, without }: Candidate): string {
  const what = [...added.map((id) => `with ${id}`), ...without.map((id) => `without ${id}`)];
  return [`try ${number}: ${kernel}`, ...what].join(' ');
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

export const readBisect = trialReader('bisect');

/** Returns 0 if a change is found, 1 if no known change alters the outcome. */
export async function bisect(session: Session, lines: string[], flags: BisectFlags): Promise<number> {
  const { hardware, run, setupOf } = openTrials(session, lines, flags);
  const progress = progressOn(session.err);
  const verdicts = openVerdicts({
    run,
    setupOf,
    test: readTest(flags.test),
    onTry: (number, candidate) => progress.show(tryText(number, candidate)),
  });
  const good = await verdicts.of(applied(flags.good, []));
  const bad = await verdicts.of(applied(flags.bad, []));
  if (good === bad) {
    progress.done();
    throw refusal(
      `bisect: ${flags.good} and ${flags.bad} do not differ: ${good} on both; see --test for other tests`,
    );
  }
  const isGood = async (candidate: Candidate): Promise<boolean> => (await verdicts.of(candidate)) === good;
  const found = await bisectKernels(flags.good, flags.bad, isGood);
  progress.done();
  const model: BisectModel = { good, bad, tried: verdicts.tried(), ...modelOf(found) };
  printModel(
    session,
    flags,
    { on: hardware, ...model },
    ({ on, ...result }, terminal) => renderHardware(on, terminal) + renderBisect(result, terminal),
  );
  return found.answer.toggles.length > 0 ? 0 : EXIT.failed;
}
