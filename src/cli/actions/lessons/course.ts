/** `memsim lesson list`, `start` and `stop`. */
import { begun, left, nextFile } from '../../../lessons/course.ts';
import type { Lesson } from '../../../lessons/lesson.ts';
import { type Course, findLesson, lessonFileOf, lessonsOf } from '../../../lessons/library.ts';
import { doneIn } from '../../../lessons/progress.ts';
import { listText } from '../../../lessons/words.ts';
import { EXIT, refusal } from '../../../machine/refusal.ts';
import { loadSnapshot } from '../../../machine/state/snapshots.ts';
import { namedCourse } from '../../input/courses.ts';
import { type JsonFlag, printJson, report } from '../../output/print-model.ts';
import { terminalOf } from '../../output/terminal.ts';
import type { Session } from '../../session/session.ts';
import { asideFor } from './aside.ts';
import { machineOf } from './lesson-machine.ts';
import { goalModel, keep, placeOf, printStep, progressOf } from './place.ts';

/** Prints the lessons of a course with the learner's progress. */
export function listLessons(session: Session, folder: string | undefined, { json }: JsonFlag): number {
  const { course } = namedCourse(session.host.packageRoot, folder);
  const progress = progressOf(session);
  const { current } = progress;
  const done = doneIn(progress, course.folder);
  const isOn = ({ id }: Lesson): boolean =>
    current?.drill === undefined && current?.course === course.folder && current?.lesson === id;
  const lessons = lessonsOf(course);
  const rows = lessons.map((lesson) => ({
    number: lesson.number,
    id: lesson.id,
    title: lesson.title,
    about: lesson.about,
    minutes: lesson.minutes,
    steps: lesson.steps.length,
    done: done.includes(lesson.id),
    current: isOn(lesson),
  }));
  if (json) printJson(session.out, rows);
  else session.out.write(listText(rows, terminalOf(session, session.out, Number.POSITIVE_INFINITY).width));
  return 0;
}

/** The lesson that the words name, by default the first one that was not done. */
function lessonOf(session: Session, course: Course, file: string | undefined, name?: string): Lesson {
  if (file !== undefined && name !== undefined)
    throw refusal(`lesson start: '${name}' is one word too many: a lesson is named already`, EXIT.usage);
  if (name !== undefined) return findLesson(course, name);
  const next = file ?? nextFile(course, progressOf(session)) ?? course.files[0];
  if (next === undefined) throw refusal('memsim came without lessons');
  return course.read(next);
}

/**
 * Begins a lesson on a machine of its own. The user's own machine is put aside until the lesson is left.
 *
 * @param word a lesson of the package by name or number, a lesson file, or a folder of them
 * @param name a lesson of the folder
 */
export async function startLesson(
  session: Session,
  word: string | undefined,
  name: string | undefined,
  flags: JsonFlag,
): Promise<number> {
  const { slot, host } = session;
  const { course, file } = namedCourse(host.packageRoot, word);
  const lesson = lessonOf(session, course, file, name);
  const machine = await machineOf(host, lesson, 0);
  const aside = asideFor(session);
  slot.machine = machine;
  keep(session, begun(progressOf(session), course, lesson, aside));
  const place = await placeOf(session);
  if (flags.json) printJson(session.out, goalModel(place));
  else await printStep(session, place);
  return 0;
}

/** Leaves the lesson: the machine that it put aside comes back. */
export async function stopLesson(session: Session, flags: JsonFlag): Promise<number> {
  const { current } = progressOf(session);
  if (current === null) throw refusal("no lesson is on; 'memsim lesson start' begins one", EXIT.failed);
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

/**
 * The command that begins the next lesson of a course that is not done; undefined when all are.
 *
 * @param after the lesson that ends; those behind it come first
 */
export function nextCommand(session: Session, course: Course, after: Lesson): string | undefined {
  const file = nextFile(course, progressOf(session), after.number);
  if (file === undefined) return undefined;
  const { id } = course.read(file);
  return course.folder === undefined
    ? `lesson start ${id}`
    : `lesson start ${course.folder}/${lessonFileOf(course, id)}`;
}
