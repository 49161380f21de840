/** Drills: generated tasks. A kind, a seed and a number determine a task. */
import type { Lesson } from '../lesson.ts';
import { CHANGE } from './change.ts';
import { rngOf } from './draw.ts';
import { drillKind, type Kind } from './kinds.ts';
import { MEMMAP } from './memmap.ts';
import { SHARED } from './shared.ts';
import type { Make, Task, TaskEnvironment } from './task.ts';
import { USABLE } from './usable.ts';

const MAKERS: Readonly<Record<Kind, Make>> = {
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

export const taskOf = ({ kind, seed, number }: TaskId, environment: TaskEnvironment): Promise<Task> =>
  MAKERS[kind](rngOf(seed, number), environment);

const MINUTES = 5;

/** The id of a drill as a lesson. */
export const drillLessonId = (kind: Kind): string => `drill-${kind}`;

/** A task as a lesson with one step, without goals: the task itself judges the answer. */
export function lessonOf({ kind, number }: TaskId, { text, start, hint }: Task): Lesson {
  const { about, allowed, answer } = drillKind(kind);
  const step = {
    text,
    teaches: [],
    goals: [],
    hints: [{ text: hint }],
    solution: [`lesson answer ${answer}`],
  };
  const title = `Drill ${kind}`;
  return {
    id: drillLessonId(kind),
    number,
    title,
    about,
    minutes: MINUTES,
    start,
    allowed: [...allowed],
    steps: [step],
  };
}
