/**
 * The course of a lesson: set up its machine, check the goals, continue with the next step. The caller prints and
 * stores the progress.
 */
import type { Machine } from '../machine/machine.ts';
import { EXIT, refusal } from '../machine/refusal.ts';
import { findingOf } from '../predicate/finding.ts';
import { holds } from '../predicate/judge.ts';
import { visibleState } from '../predicate/visible-state.ts';
import type { Hint, Lesson, Step } from './lesson.ts';
import type { Course } from './library.ts';
import { type Current, doneIn, type Progress, withDone } from './progress.ts';
import { lessonName } from './schema.ts';
import { type ScratchMachine, setUpStart } from './scratch-machine.ts';

/** The current lesson and its current step. */
export interface Place {
  lesson: Lesson;
  step: Step;
  current: Current;
}

export interface Mark {
  text: string;
  met: boolean;
  /** The state that the goal tests, in words; absent for a goal that is met. */
  found?: string;
}

/** The place of a learner in a lesson; refuses a step that the lesson lacks. */
export function placeIn(lesson: Lesson, current: Current): Place {
  const step = lesson.steps[current.step];
  if (step === undefined)
    throw refusal(`lesson ${lesson.id} has no step ${current.step + 1}: start it again`, EXIT.failed);
  return { lesson, step, current };
}

const isDone = (file: string, done: readonly string[]): boolean => done.includes(lessonName(file)!.id);

/**
 * The file of the first lesson not done yet; undefined when all are.
 *
 * @param after a number; lessons behind it come first
 */
export function nextFile(course: Course, progress: Progress, after = 0): string | undefined {
  const done = doneIn(progress, course.folder);
  const left = course.files.filter((file) => !isDone(file, done));
  return left.find((file) => lessonName(file)!.number > after) ?? left[0];
}

/**
 * Sets the machine to the beginning of a step: the lesson's start, then the solutions of the steps before.
 * The state depends only on lesson and step, not on the learner's own commands.
 */
export async function setUpStep(lesson: Lesson, step: number, scratch: ScratchMachine): Promise<void> {
  await setUpStart(scratch, lesson.start);
  for (const { solution } of lesson.steps.slice(0, step))
    for (const line of solution) await scratch.run(line);
}

/** Evaluates the goals of a step on a machine. */
export async function markGoals({ goals }: Step, machine: Machine): Promise<Mark[]> {
  const state = visibleState(machine);
  const marks: Mark[] = [];
  for (const { text, when } of goals) {
    const met = await holds(state, when);
    const found = met ? undefined : await findingOf(state, when);
    marks.push({ text, met, ...(found !== undefined && { found }) });
  }
  return marks;
}

/**
 * The progress at the start of a lesson.
 *
 * @param putAside snapshot of the machine that the lesson replaced
 */
export const begun = (
  progress: Progress,
  { folder }: Pick<Course, 'folder'>,
  lesson: Lesson,
  putAside: string | undefined,
): Progress => ({
  ...progress,
  current: {
    lesson: lesson.id,
    step: 0,
    hints: 0,
    ...(putAside !== undefined && { putAside }),
    ...(folder !== undefined && { course: folder }),
  },
});

/** The progress after a step: the next step, or the lesson marked as done. */
export function advanced(progress: Progress, { lesson, current }: Place): Progress {
  const step = current.step + 1;
  if (step < lesson.steps.length) return { ...progress, current: { ...current, step, hints: 0 } };
  return left(withDone(progress, current.course, lesson.id));
}

/** The progress after leaving the lesson. */
export const left = (progress: Progress): Progress => ({ ...progress, current: null });

/** The next hint and its number from 1; the last one is repeated. */
export function nextHint({ step, current }: Place): { hint: Hint; number: number } {
  const number = Math.min(current.hints + 1, step.hints.length);
  return { hint: step.hints[number - 1]!, number };
}
