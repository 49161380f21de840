/** `memsim lesson`: the course. */

import { splitWords } from '../../experiments/words.ts';
import {
  advanced,
  begun,
  left,
  markGoals,
  nextHint,
  nextLesson,
  type Place,
  placeOf,
  type Stage,
  setStage,
} from '../../lessons/course.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import { findLesson, readLessons } from '../../lessons/library.ts';
import type { Progress } from '../../lessons/progress.ts';
import {
  goalsText,
  hintText,
  listText,
  marksText,
  solutionText,
  stepText,
  typed,
} from '../../lessons/words.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { loadSnapshot } from '../../machine/state/snapshots.ts';
import { dispatch } from '../dispatch/dispatch.ts';
import { NO_HOST_FILES } from '../input/host-files.ts';
import { lessonFolder } from '../input/lesson-folder.ts';
import { type PictureFlags, savePictures, wantsPicture } from '../output/picture-files.ts';
import { type JsonFlag, printJson, report } from '../output/print-model.ts';
import { capture } from '../session/capture.ts';
import { currentMachine } from '../session/current-machine.ts';
import { putAside } from '../session/put-aside.ts';
import type { Session } from '../session/session.ts';
import { bootNew } from './machine.ts';

export interface LessonFlags extends PictureFlags, JsonFlag {}

const lessonsOf = ({ host }: Session): Lesson[] => readLessons(lessonFolder(host.packageRoot));
const progressOf = ({ slot }: Session): Progress => slot.lessons;

function keep({ slot }: Session, progress: Progress): void {
  slot.lessons = progress;
}

const place = (session: Session): Place => placeOf(lessonsOf(session), progressOf(session));

/** Boots and runs silently on the machine of the session. */
function stageOf(session: Session): Stage {
  const { session: captured } = capture(session);
  const quiet = { ...captured, host: { ...captured.host, files: NO_HOST_FILES } };
  return {
    boot: ({ platform, kernel, cmdline }) => bootNew(quiet, { platform, kernel, cmdline }),
    run: (line) => dispatch(quiet, splitWords(line)),
  };
}

/** Sets up the machine of a step. No lesson is current meanwhile, so that no command is refused. */
async function putUp(session: Session, lesson: Lesson, step: number): Promise<void> {
  const progress = progressOf(session);
  if (progress.current !== null) keep(session, left(progress));
  await setStage(lesson, step, stageOf(session));
}

function printStep({ out }: Session, lesson: Lesson, step: number): void {
  out.write(stepText(lesson, step, out.columns) + goalsText(lesson, step, out.columns));
}

export function listLessons(session: Session, { json }: LessonFlags): number {
  const lessons = lessonsOf(session);
  const progress = progressOf(session);
  const rows = lessons.map(({ number, id, title, about, minutes, steps }) => ({
    number,
    id,
    title,
    about,
    minutes,
    steps: steps.length,
    done: progress.done.includes(id),
    current: progress.current?.lesson === id,
  }));
  if (json) printJson(session.out, rows);
  else session.out.write(listText(lessons, progress));
  return 0;
}

/**
 * Begins a lesson on a machine of its own: the one named, or the first that was not done yet. The user's own
 * machine is put aside until the lesson is left.
 */
export async function startLesson(
  session: Session,
  name: string | undefined,
  flags: JsonFlag,
): Promise<number> {
  const lessons = lessonsOf(session);
  const progress = progressOf(session);
  const lesson = name === undefined ? nextLesson(lessons, progress) : findLesson(lessons, name);
  if (lesson === undefined) throw refusal('memsim came without lessons');
  const aside =
    progress.current === null ? putAside(session, 'lesson', session.slot.machine) : progress.current.putAside;
  await putUp(session, lesson, 0);
  keep(session, begun(progress, lesson, aside));
  if (flags.json) printJson(session.out, goalModel(place(session)));
  else printStep(session, lesson, 0);
  return 0;
}

/** The step with the map of the machine below it. */
async function drawStep(session: Session, { lesson, step, current }: Place): Promise<string> {
  const machine = await currentMachine(session);
  const { lessonSvg } = await import('../../views/svg/lesson.ts');
  const { mapModel } = await import('../../views/model/bands.ts');
  const { mapSvg } = await import('../../views/svg/map.ts');
  const { number, title, steps } = lesson;
  const goals = await markGoals(step, machine);
  const card = { number, title, step: current.step + 1, steps: steps.length, text: step.text, goals };
  return lessonSvg(card, mapSvg(mapModel(machine.kernel.state)));
}

/** The step as data. */
const goalModel = ({ lesson, step, current }: Place) => ({
  lesson: lesson.id,
  title: lesson.title,
  minutes: lesson.minutes,
  step: current.step + 1,
  steps: lesson.steps.length,
  text: step.text,
  teaches: step.teaches,
  goals: step.goals.map(({ text }) => text),
  allowed: lesson.allowed,
});

export async function showGoal(session: Session, flags: LessonFlags): Promise<number> {
  const at = place(session);
  const { lesson, current } = at;
  const { json } = flags;
  if (!json && wantsPicture(flags)) return savePictures(session, flags, [await drawStep(session, at)]);
  if (!json) {
    printStep(session, lesson, current.step);
    return 0;
  }
  printJson(session.out, goalModel(at));
  return 0;
}

export function giveHint(session: Session, { json }: JsonFlag): number {
  const progress = progressOf(session);
  const at = placeOf(lessonsOf(session), progress);
  const { hint, number } = nextHint(at);
  keep(session, { ...progress, current: { ...at.current, hints: number } });
  const { lesson, step, current } = at;
  const { text, command = null } = hint;
  const place = { lesson: lesson.id, step: current.step + 1 };
  if (json) printJson(session.out, { ...place, hint: number, hints: step.hints.length, text, command });
  else session.out.write(hintText(hint, number, step.hints.length, session.out.columns));
  return 0;
}

/** The step after one whose goals are met. */
function goOn(session: Session, { lesson, current }: Place, progress: Progress): void {
  const { out } = session;
  out.write('\n');
  if (progress.current !== null) {
    printStep(session, lesson, progress.current.step);
    return;
  }
  const next = lessonsOf(session).find(({ id }) => !progress.done.includes(id));
  const onward = next === undefined ? 'That was the last one.' : `Next: ${typed(`lesson start ${next.id}`)}`;
  out.write(`Lesson ${lesson.number} is done. ${onward}\n`);
  if (current.putAside !== undefined)
    out.write(`Your machine of before: ${typed(`restore ${current.putAside}`)}\n`);
}

/** Prints the state of each goal; continues with the next step if all are met, else returns 1. */
export async function checkStep(session: Session, { json }: LessonFlags): Promise<number> {
  const progress = progressOf(session);
  const at = placeOf(lessonsOf(session), progress);
  const goals = await markGoals(at.step, await currentMachine(session));
  const met = goals.every((goal) => goal.met);
  const after = met ? advanced(progress, at) : progress;
  if (met) keep(session, after);
  if (json) {
    const { lesson, current } = at;
    printJson(session.out, {
      lesson: lesson.id,
      step: current.step + 1,
      steps: lesson.steps.length,
      met,
      goals,
      done: after.current === null,
    });
  } else {
    session.out.write(marksText(goals, session.out.columns));
    if (met) goOn(session, at, after);
  }
  return met ? 0 : EXIT.failed;
}

/** Prints the commands that solve the step, as a script. */
export function showSolution(session: Session, { json }: JsonFlag): number {
  const { lesson, step, current } = place(session);
  const commands = step.solution;
  if (json) printJson(session.out, { lesson: lesson.id, step: current.step + 1, commands });
  else session.out.write(solutionText(commands));
  return 0;
}

/** Sets up the machine as at the start of the step. */
export async function resetStep(session: Session, flags: JsonFlag): Promise<number> {
  const progress = progressOf(session);
  const { lesson, current } = placeOf(lessonsOf(session), progress);
  await putUp(session, lesson, current.step);
  keep(session, { ...progress, current: { ...current, hints: 0 } });
  const step = current.step + 1;
  report(session, flags, { lesson: lesson.id, step }, `lesson ${lesson.id}: step ${step} begins again`);
  return 0;
}

/** Leaves the lesson: the machine that it put aside comes back. */
export async function stopLesson(session: Session, flags: JsonFlag): Promise<number> {
  const { current } = progressOf(session);
  if (current === null) throw refusal('no lesson is on');
  const { slot, store } = session;
  const { putAside: name } = current;
  if (name !== undefined) slot.machine = await loadSnapshot(store.folder, name);
  keep(session, left(progressOf(session)));
  const outcome =
    name === undefined
      ? 'the machine stays'
      : `the machine is that of before ('memsim undo' for the lesson's)`;
  const data = { lesson: current.lesson, restored: name ?? null };
  report(session, flags, data, `lesson ${current.lesson} is left; ${outcome}`);
  return 0;
}
