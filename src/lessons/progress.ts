/** A learner's place in the courses. It is part of the state file, and is kept when the machine is replaced. */
import type { CurrentLesson, DrillScore, LessonProgress } from '../machine/state/kept.ts';

export type Current = CurrentLesson;
export type Progress = LessonProgress;

/** Ids of the lessons of a course that are done; `folder` is undefined for the course of memsim. */
export const doneIn = ({ done, courses = [] }: Progress, folder: string | undefined): readonly string[] =>
  folder === undefined ? done : (courses.find((course) => course.folder === folder)?.done ?? []);

const added = (done: readonly string[], id: string): string[] => [...new Set([...done, id])];

/** The progress with a lesson of a course marked as done. */
export function withDone(progress: Progress, folder: string | undefined, id: string): Progress {
  const done = added(doneIn(progress, folder), id);
  if (folder === undefined) return { ...progress, done };
  const others = (progress.courses ?? []).filter((course) => course.folder !== folder);
  return { ...progress, courses: [...others, { folder, done }] };
}

/** Additions of a task to a score: counts, and the task to come. */
export type Scoring = Partial<Omit<DrillScore, 'kind'>>;

/** The progress with a score of a kind of drill changed. */
export function scored(progress: Progress, kind: string, add: Scoring): Progress {
  const { drills = [] } = progress;
  const old = drills.find((score) => score.kind === kind);
  const { solved = 0, wrong = 0, shown = 0, seed = 1, next = 1 } = old ?? {};
  const score: DrillScore = {
    kind,
    solved: solved + (add.solved ?? 0),
    wrong: wrong + (add.wrong ?? 0),
    shown: shown + (add.shown ?? 0),
    seed: add.seed ?? seed,
    next: add.next ?? next,
  };
  return { ...progress, drills: [...drills.filter((one) => one !== old), score] };
}
