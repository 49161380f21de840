/** `memsim lesson handout`, `progress` and `cast`: commands for teachers. */
import { basename } from 'node:path';
import { castScript } from '../../../lessons/cast-script.ts';
import type { Lesson } from '../../../lessons/lesson.ts';
import { type Course, findLesson, lessonsOf } from '../../../lessons/library.ts';
import { doneIn } from '../../../lessons/progress.ts';
import { type CourseReport, type ProgressReport, progressText } from '../../../lessons/report.ts';
import { GiB } from '../../../lib/units.ts';
import type { Machine } from '../../../machine/machine.ts';
import { EXIT, refusal } from '../../../machine/refusal.ts';
import { isHole, mapModel } from '../../../views/model/bands.ts';
import { handoutPage } from '../../../views/svg/handout.ts';
import { mapSvg } from '../../../views/svg/map.ts';
import { courseIn, type Named, namedCourse, ownCourse } from '../../input/courses.ts';
import { jsonText } from '../../output/print-model.ts';
import { type ResultFlags, writeResult } from '../../output/write-result.ts';
import type { Caller, Session } from '../../session/session.ts';
import { recordCast } from '../cast.ts';
import { machineOf, sessionOf } from './lesson-machine.ts';
import { progressOf } from './place.ts';

export interface HandoutFlags extends ResultFlags {
  solutions?: boolean;
}

/** The lessons that a word names: a course, or one lesson. */
const chosen = ({ course, file }: Named): Lesson[] =>
  file === undefined ? lessonsOf(course) : [course.read(file)];

const titleOf = ({ course: { folder } }: Named): string =>
  folder === undefined ? 'Persistent and device memory: a course with memsim' : `Course ${basename(folder)}`;

const machineText = ({ start: { platform, kernel, cmdline } }: Lesson): string => {
  const name = typeof platform === 'string' ? `platform ${platform}` : 'a platform of its own';
  return `kernel ${kernel}, ${name}${cmdline === '' ? '' : `, ${cmdline}`}`;
};

/** Memory below this address is that of the firmware, devices and some RAM. */
const LOW_END = 4 * GiB;

/** A map of the memory above 4 GiB without the devices behind it; a machine without such memory is shown whole. */
function pictureOf({ kernel: { state } }: Machine): string {
  const all = mapModel(state);
  const last = all.bands.findLast((band) => !isHole(band) && band.mark !== 'reserved');
  const isHigh = last !== undefined && last.end > LOW_END;
  return mapSvg(isHigh ? mapModel(state, { ranges: [{ start: LOW_END, end: last.end }] }) : all);
}

/** Writes the lessons of a course, or one lesson, as a page to print. */
export async function handout(
  caller: Caller,
  word: string | undefined,
  flags: HandoutFlags,
): Promise<number> {
  const { host } = caller;
  const { solutions = false } = flags;
  const named = namedCourse(host.packageRoot, word);
  const lessons = [];
  for (const lesson of chosen(named)) {
    const { number, title, about, minutes, id } = lesson;
    const machine = await machineOf(host, lesson, 0);
    lessons.push({
      number,
      title,
      about,
      minutes,
      machine: machineText(lesson),
      begin: `memsim lesson start ${named.course.folder === undefined ? id : `${word} ${number}`}`,
      picture: pictureOf(machine),
      steps: lesson.steps.map(({ text, teaches, goals, hints, solution }) => ({
        text,
        teaches,
        goals: goals.map((goal) => goal.text),
        hints: hints.map((hint) => hint.text),
        solution,
      })),
    });
  }
  writeResult(caller, 'lesson handout', flags, handoutPage({ title: titleOf(named), lessons, solutions }));
  return 0;
}

const reportOf = (course: Course, done: readonly string[]): CourseReport => ({
  course: course.folder ?? null,
  lessons: lessonsOf(course).map(({ number, id, minutes }) => ({
    number,
    id,
    minutes,
    done: done.includes(id),
  })),
});

/** The report of a course of the user; without lessons if its folder cannot be read any more. */
function ownReport(folder: string, done: readonly string[]): CourseReport {
  try {
    return reportOf(courseIn(folder), done);
  } catch {
    return { course: folder, lessons: done.map((id, i) => ({ number: i + 1, id, minutes: 0, done: true })) };
  }
}

/** Prints the lessons and drills that a learner has completed, or writes them to a file as data. */
export function progress(session: Session, { json, output }: ResultFlags): number {
  const learner = progressOf(session);
  const { packageRoot } = session.host;
  const report: ProgressReport = {
    courses: [
      reportOf(ownCourse(packageRoot), doneIn(learner, undefined)),
      ...(learner.courses ?? []).map(({ folder, done }) => ownReport(folder, done)),
    ],
    drills: (learner.drills ?? []).map(({ kind, solved, wrong, shown }) => ({ kind, solved, wrong, shown })),
  };
  const data = jsonText(report);
  if (output !== undefined) writeResult(session, 'lesson progress', { output }, data);
  else session.out.write(json ? data : progressText(report));
  return 0;
}

/** Writes a solution as an asciicast, typed on the machine of the lesson. */
export async function castLesson(
  caller: Caller,
  word: string,
  name: string | undefined,
  flags: ResultFlags,
): Promise<number> {
  const { course, file } = namedCourse(caller.host.packageRoot, word);
  const wanted = file ?? name;
  if (wanted === undefined)
    throw refusal(`lesson cast: which lesson of ${word}? see 'memsim lesson list ${word}'`, EXIT.usage);
  const lesson = findLesson(course, wanted);
  const title = `Lesson ${lesson.number}: ${lesson.title}`;
  const scratch = await sessionOf(caller.host, lesson);
  writeResult(caller, 'lesson cast', flags, await recordCast(scratch, castScript(lesson), title));
  return 0;
}
