/** A learner's place in the course. It is part of the state folder's record, and outlives the machine. */
import type { CurrentLesson, LessonProgress } from '../machine/state/kept.ts';

export type Current = CurrentLesson;
export type Progress = LessonProgress;
