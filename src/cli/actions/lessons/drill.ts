/** `memsim lesson drill` and `lesson answer`: generated tasks. */

import { begun } from '../../../lessons/course.ts';
import { lessonOf, type TaskId } from '../../../lessons/drills/drills.ts';
import { drillKind, drillLessonId, type Kind, kindOf } from '../../../lessons/drills/kinds.ts';
import type { Judgement, Solution } from '../../../lessons/drills/task.ts';
import { judgementText, kindsText, scoreText, solutionWords } from '../../../lessons/drills/words.ts';
import type { Progress } from '../../../lessons/progress.ts';
import { scored } from '../../../lessons/progress.ts';
import { commandCount } from '../../../machine/command-log.ts';
import { EXIT, refusal } from '../../../machine/refusal.ts';
import { type JsonFlag, printJson } from '../../output/print-model.ts';
import { terminalOf } from '../../output/terminal.ts';
import { currentMachine } from '../../session/current-machine.ts';
import type { Session } from '../../session/session.ts';
import { asideFor } from './aside.ts';
import { machineOf } from './lesson-machine.ts';
import { goalModel, keep, placeOf, progressOf } from './place.ts';
import { type Given, giveTask, placeInDrill, printTask } from './task.ts';

export interface DrillFlags extends JsonFlag {
  seed?: number;
}

/** Sets up the machine of a task, and makes it the current one. */
async function begin(session: Session, id: TaskId): Promise<Given> {
  const { slot, host } = session;
  const given = await giveTask(host, id);
  const lesson = lessonOf(id, given.task);
  const machine = await machineOf(host, lesson, 0);
  const aside = asideFor(session);
  slot.machine = machine;
  const { current, ...rest } = begun(progressOf(session), {}, lesson, aside);
  const drill = { ...id, base: commandCount(machine.commandLog), shown: false };
  const progress = scored({ ...rest, current: { ...current!, drill } }, id.kind, {
    seed: id.seed,
    next: id.number,
  });
  keep(session, progress);
  return given;
}

/** The next task of a kind, without a seed on the command line. */
function nextOf({ drills = [] }: Progress, kind: Kind): TaskId {
  const score = drills.find((one) => one.kind === kind);
  return { kind, seed: score?.seed ?? 1, number: score?.next ?? 1 };
}

const taskModel = async (session: Session, { id }: Given) => ({
  ...goalModel(await placeOf(session)),
  kind: id.kind,
  seed: id.seed,
  number: id.number,
  answer: drillKind(id.kind).answer,
});

/** Gives a task of a kind; without a kind, the kinds and the learner's scores. */
export async function startDrill(
  session: Session,
  word: string | undefined,
  { seed, json }: DrillFlags,
): Promise<number> {
  const progress = progressOf(session);
  if (word === undefined) {
    if (json || seed !== undefined) throw refusal('lesson drill: a kind is missing', EXIT.usage);
    session.out.write(kindsText(progress.drills ?? []));
    return 0;
  }
  const kind = kindOf(word);
  const id = seed === undefined ? nextOf(progress, kind) : { kind, seed, number: 1 };
  const given = await begin(session, id);
  if (json) printJson(session.out, await taskModel(session, given));
  else printTask(session, given);
  return 0;
}

/** The task that is on; refuses during a lesson, and without either. */
async function currentTask(session: Session) {
  const { current } = progressOf(session);
  if (current?.drill === undefined) {
    const way =
      current === null
        ? "'memsim lesson drill' lists the drills"
        : "a lesson is checked with 'memsim lesson check'";
    throw refusal(`no drill is on: ${way}`, EXIT.failed);
  }
  return { place: await placeInDrill(session.host, current, current.drill), drill: current.drill };
}

async function printSolution(session: Session, solution: Solution): Promise<void> {
  const { out } = session;
  out.write(solutionWords(solution, out.columns));
  if (solution.explanation === undefined) return;
  const { renderExplanation } = await import('../../../views/text/diagnosis/explain.ts');
  out.write(`\n${renderExplanation(solution.explanation, terminalOf(session, out))}`);
}

const solutionModel = ({ answer, words, explanation }: Solution) => ({
  answer,
  words,
  sums: explanation?.sums ?? [],
});

/** Judges an answer; without words, the machine. Continues with the next task when it is right. */
export async function answerDrill(session: Session, words: string[], { json }: JsonFlag): Promise<number> {
  const { out } = session;
  const { place, drill } = await currentTask(session);
  const { id, task } = place.given;
  const machine = await currentMachine(session);
  const judgement: Judgement = await task.judge(words, machine);
  const taken = commandCount(machine.commandLog) - drill.base;
  const counts = drillKind(id.kind).commands !== undefined && words.length === 0;
  const solution = judgement.right ? await task.solve() : undefined;
  const add = judgement.right ? { solved: drill.shown ? 0 : 1 } : { wrong: 1 };
  keep(session, scored(progressOf(session), id.kind, add));
  if (!json) out.write(judgementText(judgement, counts ? taken : undefined));
  if (solution !== undefined && !json) {
    await printSolution(session, solution);
    out.write(`\n${scoreText(progressOf(session).drills!.find(({ kind }) => kind === id.kind)!)}\n`);
  }
  const next = judgement.right ? await begin(session, { ...id, number: id.number + 1 }) : undefined;
  if (json)
    printJson(out, {
      lesson: place.lesson.id,
      seed: id.seed,
      number: id.number,
      ...judgement,
      commands: counts ? taken : null,
      solution: solution === undefined ? null : solutionModel(solution),
      next: next === undefined ? null : await taskModel(session, next),
    });
  else if (next !== undefined) printTask(session, next);
  return judgement.right ? 0 : EXIT.failed;
}

/** `lesson check` in a drill: judges the machine; refuses in a drill whose tasks take an answer. */
export async function checkDrill(session: Session, { json }: JsonFlag): Promise<number> {
  const { place } = await currentTask(session);
  const { kind } = place.given.id;
  const { answer, commands } = drillKind(kind);
  if (commands === undefined)
    throw refusal(`this drill takes an answer: 'memsim lesson answer ${answer}'`, EXIT.failed);
  if (!json) return answerDrill(session, [], {});
  const { right, said } = await place.given.task.judge([], await currentMachine(session));
  const goals = [{ text: drillKind(kind).about, met: right, ...(!right && { found: said }) }];
  printJson(session.out, { lesson: drillLessonId(kind), step: 1, steps: 1, met: right, goals, done: false });
  return right ? 0 : EXIT.failed;
}

/** `lesson show-solution` in a drill: the answer with its derivation. The task does not count any more. */
export async function showAnswer(session: Session, { json }: JsonFlag): Promise<number> {
  const { place, drill } = await currentTask(session);
  const { id, task } = place.given;
  const solution = await task.solve();
  const progress = progressOf(session);
  const after = { ...progress, current: { ...place.current, drill: { ...drill, shown: true } } };
  const count = drill.shown ? 0 : 1;
  keep(session, scored(after, id.kind, { shown: count, seed: id.seed, next: id.number + 1 }));
  if (json) {
    const commands = [`lesson answer ${solution.answer}`];
    printJson(session.out, { lesson: place.lesson.id, step: 1, commands });
    return 0;
  }
  await printSolution(session, solution);
  session.out.write(`\nNext: memsim lesson drill ${id.kind}\n`);
  return 0;
}
