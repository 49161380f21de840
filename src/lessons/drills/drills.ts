/** Drills: generated tasks. A kind, a seed and a number determine a task. */
import type { Lesson } from '../lesson.ts';
import { CHANGE } from './change.ts';
import { rngOf } from './draw.ts';
import { drillLesson, type Kind } from './kinds.ts';
import { MEMMAP } from './memmap.ts';
import { SHARED } from './shared.ts';
import type { MakeTask, Task, TaskEnvironment } from './task.ts';
import { USABLE } from './usable.ts';

const MAKERS: Readonly<Record<Kind, MakeTask>> = {
  memmap: MEMMAP,
  usable: USABLE,
  shared: SHARED,
  change: CHANGE,
};

/** Names a task of a drill. */
export interface TaskId {
  kind: Kind;
  seed: number;
  /** From 1. */
  number: number;
}

/** The task with an id. */
export const taskOf = ({ kind, seed, number }: TaskId, environment: TaskEnvironment): Promise<Task> =>
  MAKERS[kind](rngOf(seed, number), environment);

/** A task as a lesson. */
export const lessonOf = ({ kind, number }: TaskId, { text, start, hint }: Task): Lesson =>
  drillLesson(kind, { number, text, start, hint });
