/**
 * The course of a lesson: put its machine up, see which goals are met, go on to the next step. Decides
 * and computes; printing, and keeping the progress, is the caller's.
 */
import type { Machine } from '../machine/machine.ts';
import { EXIT, refusal } from '../machine/refusal.ts';
import { sightOf } from '../predicate/sight.ts';
import { holds } from './judge.ts';
import type { Hint, Lesson, Start, Step } from './lesson.ts';
import { findLesson } from './library.ts';
import type { Current, Progress } from './progress.ts';

/** What a lesson needs of whoever runs it. */
export interface Stage {
  /** Puts up a new machine. */
  boot(start: Start): void;
  /** Runs a command line on it without showing what it prints; gives its exit code. */
  run(line: string): Promise<number>;
}

/** A lesson that is on, and the step that it is at. */
export interface Place {
  lesson: Lesson;
  step: Step;
  current: Current;
}

export interface Mark {
  text: string;
  met: boolean;
}

/** Where the learner is; refuses when no lesson is on. */
export function placeOf(lessons: Lesson[], { current }: Progress): Place {
  if (current === null) throw refusal("no lesson is on: 'memsim lesson start' begins one", EXIT.failed);
  const lesson = findLesson(lessons, current.lesson);
  const step = lesson.steps[current.step];
  if (step === undefined)
    throw refusal(`lesson ${lesson.id} has no step ${current.step + 1}: start it again`, EXIT.failed);
  return { lesson, step, current };
}

/** The first lesson that was not done yet, or the first of all. */
export const nextLesson = (lessons: Lesson[], { done }: Progress): Lesson | undefined =>
  lessons.find(({ id }) => !done.includes(id)) ?? lessons[0];

/**
 * Puts the machine where a step begins: the lesson's start, then the solutions of the steps before. A
 * learner who got there another way finds the same goals met, by the book's names.
 */
export async function setStage(lesson: Lesson, step: number, stage: Stage): Promise<void> {
  const { start, steps } = lesson;
  stage.boot(start);
  const before = steps.slice(0, step).flatMap(({ solution }) => solution);
  for (const line of [...start.commands, ...before]) await stage.run(line);
}

/** Each goal of the step, and whether the machine meets it. */
export async function markGoals({ goals }: Step, machine: Machine): Promise<Mark[]> {
  const sight = sightOf(machine);
  const marks: Mark[] = [];
  for (const { text, when } of goals) marks.push({ text, met: await holds(sight, when) });
  return marks;
}

/** The progress once a lesson begins. */
export const begun = (progress: Progress, lesson: Lesson): Progress => ({
  ...progress,
  current: { lesson: lesson.id, step: 0, hints: 0 },
});

/** The progress once the step is met: at the next one, or with the lesson done and left. */
export function advanced(progress: Progress, { lesson, current }: Place): Progress {
  const step = current.step + 1;
  if (step < lesson.steps.length) return { ...progress, current: { ...current, step, hints: 0 } };
  return left({ ...progress, done: [...new Set([...progress.done, lesson.id])] });
}

/** The progress once the lesson is left. */
export const left = (progress: Progress): Progress => ({ ...progress, current: null });

/** The next hint, one more each time; the last one again when there are no more. */
export function nextHint({ step, current }: Place): { hint: Hint; number: number } {
  const number = Math.min(current.hints + 1, step.hints.length);
  return { hint: step.hints[number - 1]!, number };
}
