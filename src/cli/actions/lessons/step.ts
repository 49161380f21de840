/** `memsim lesson goal`, `hint`, `check`, `show-solution` and `reset`: the current step. */
import { advanced, markGoals, nextHint, type Place } from '../../../lessons/course.ts';
import { hintText, marksText, solutionText, typed } from '../../../lessons/words.ts';
import { EXIT } from '../../../machine/refusal.ts';
import { currentCourse } from '../../input/courses.ts';
import { type PictureFlags, savePictures, wantsPicture } from '../../output/picture-files.ts';
import { type JsonFlag, printJson, report } from '../../output/print-model.ts';
import { currentMachine } from '../../session/current-machine.ts';
import type { Session } from '../../session/session.ts';
import { noteLeftover } from './aside.ts';
import { nextCommand } from './course.ts';
import { machineOf } from './lesson-machine.ts';
import { goalModel, keep, placeOf, printStep, progressOf } from './place.ts';

export interface LessonFlags extends PictureFlags, JsonFlag {}

/** The step with the map of the machine below it. */
async function drawStep(session: Session, { lesson, step, current }: Place): Promise<string> {
  const machine = await currentMachine(session);
  const { lessonSvg } = await import('../../../views/svg/lesson.ts');
  const { mapModel } = await import('../../../views/model/bands.ts');
  const { mapSvg } = await import('../../../views/svg/map.ts');
  const { number, title, steps } = lesson;
  const goals = await markGoals(step, machine);
  const card = { number, title, step: current.step + 1, steps: steps.length, text: step.text, goals };
  return lessonSvg(card, mapSvg(mapModel(machine.kernel.state)));
}

/** Prints text and goals of the step, or draws them above the machine. */
export async function showGoal(session: Session, flags: LessonFlags): Promise<number> {
  const at = await placeOf(session);
  const { json } = flags;
  if (!json && wantsPicture(flags)) return savePictures(session, flags, [await drawStep(session, at)]);
  if (!json) {
    await printStep(session, at);
    return 0;
  }
  printJson(session.out, goalModel(at));
  return 0;
}

/** Prints the next hint of the step. */
export async function giveHint(session: Session, { json }: JsonFlag): Promise<number> {
  const progress = progressOf(session);
  const at = await placeOf(session);
  const { hint, number } = nextHint(at);
  keep(session, { ...progress, current: { ...at.current, hints: number } });
  const { lesson, step, current } = at;
  const { text, command = null } = hint;
  const where = { lesson: lesson.id, step: current.step + 1 };
  if (json) printJson(session.out, { ...where, hint: number, hints: step.hints.length, text, command });
  else session.out.write(hintText(hint, number, step.hints.length, session.out.columns));
  return 0;
}

/** Prints the next step, or that the lesson is done. */
async function goOn(session: Session, { lesson, current }: Place): Promise<void> {
  const { out, host } = session;
  out.write('\n');
  if (progressOf(session).current !== null) {
    await printStep(session, await placeOf(session));
    return;
  }
  const next = nextCommand(session, currentCourse(host.packageRoot, current), lesson);
  const onward = next === undefined ? 'That was the last one.' : `Next: ${typed(next)}`;
  out.write(`Lesson ${lesson.number} is done. ${onward}\n`);
  if (current.putAside !== undefined)
    out.write(`Your machine of before: ${typed(`restore ${current.putAside}`)}\n`);
}

/** Prints the state of each goal; continues with the next step if all are met, else returns 1. */
export async function checkStep(session: Session, { json = false }: LessonFlags): Promise<number> {
  const progress = progressOf(session);
  if (progress.current?.drill !== undefined)
    return (await import('./drill.ts')).checkDrill(session, { json });
  const at = await placeOf(session);
  const goals = await markGoals(at.step, await currentMachine(session));
  const met = goals.every((goal) => goal.met);
  const after = met ? advanced(progress, at) : progress;
  const isDone = met && after.current === null;
  if (met) keep(session, isDone ? noteLeftover(session, after, at.current.putAside) : after);
  if (json) {
    const { lesson, current } = at;
    printJson(session.out, {
      lesson: lesson.id,
      step: current.step + 1,
      steps: lesson.steps.length,
      met,
      goals,
      done: isDone,
    });
  } else {
    session.out.write(marksText(goals, session.out.columns));
    if (met) await goOn(session, at);
  }
  return met ? 0 : EXIT.failed;
}

/** Prints the commands that solve the step, as a script. */
export async function showSolution(session: Session, flags: JsonFlag): Promise<number> {
  const { json } = flags;
  if (progressOf(session).current?.drill !== undefined)
    return (await import('./drill.ts')).showAnswer(session, flags);
  const { lesson, step, current } = await placeOf(session);
  const commands = step.solution;
  if (json) printJson(session.out, { lesson: lesson.id, step: current.step + 1, commands });
  else session.out.write(solutionText(commands));
  return 0;
}

/** Sets up the machine as at the start of the step. */
export async function resetStep(session: Session, flags: JsonFlag): Promise<number> {
  const progress = progressOf(session);
  const { lesson, current } = await placeOf(session);
  session.slot.machine = await machineOf(session.host, lesson, current.step);
  keep(session, { ...progress, current: { ...current, hints: 0 } });
  const step = current.step + 1;
  report(session, flags, { lesson: lesson.id, step }, `lesson ${lesson.id}: step ${step} begins again`);
  return 0;
}
