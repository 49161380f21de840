/** A learner's place in the courses. It is part of the state folder's record, and outlives the machine. */
import type { CurrentLesson, LessonProgress } from '../machine/state/kept.ts';

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
