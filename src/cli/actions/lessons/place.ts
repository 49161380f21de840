/** The learner's place, for the commands of a lesson. */
import { type Place, placeIn } from '../../../lessons/course.ts';
import type { Current, Progress } from '../../../lessons/progress.ts';
import { goalsText, stepText } from '../../../lessons/words.ts';
import { EXIT, refusal } from '../../../machine/refusal.ts';
import { currentLesson } from '../../input/courses.ts';
import type { Host } from '../../session/host.ts';
import type { Session } from '../../session/session.ts';
import type { Given } from './task.ts';

/** The learner's progress in all courses and drills. */
export const progressOf = ({ slot }: Session): Progress => slot.lessons;

/** Replaces the learner's progress, which is saved with the machine. */
export function keep({ slot }: Session, progress: Progress): void {
  slot.lessons = progress;
}

/** A place in a lesson, or in the task of a drill. */
export interface AnyPlace extends Place {
  given?: Given;
}

/** The place that the progress names: a step, or the task of a drill. */
export async function currentPlace(host: Host, current: Current): Promise<AnyPlace> {
  if (current.drill === undefined) return placeIn(currentLesson(host.packageRoot, current), current);
  return (await import('./task.ts')).placeInDrill(host, current, current.drill);
}

/** The current lesson and step, or task; refuses if there is none. */
export async function placeOf(session: Session): Promise<AnyPlace> {
  const { current } = progressOf(session);
  if (current === null) throw refusal("no lesson is on; 'memsim lesson start' begins one", EXIT.failed);
  return currentPlace(session.host, current);
}

/** Prints text and goals of the step, or the task. */
export async function printStep(session: Session, { lesson, current, given }: AnyPlace): Promise<void> {
  const { out } = session;
  if (given !== undefined) (await import('./task.ts')).printTask(session, given);
  else out.write(stepText(lesson, current.step, out.columns) + goalsText(lesson, current.step, out.columns));
}

/** The step as data. */
export const goalModel = ({ lesson, step, current }: Place) => ({
  course: current.course ?? null,
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
