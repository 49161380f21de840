/** Contents of a state folder in one record, so that machine, command log and lesson always fit together. */
import type { CommandLog } from '../command-log.ts';
import type { SavedMachine } from '../machine.ts';

export interface CurrentLesson {
  /** Id of the lesson. */
  lesson: string;
  /** Index of the step. */
  step: number;
  /** Number of hints given for the step. */
  hints: number;
  /** Snapshot of the machine that the lesson put aside; absent when there was none. */
  putAside?: string;
  /** Absolute path of the course; absent for the course of memsim. */
  course?: string;
  /** The task, when it is a drill instead of a lesson. */
  drill?: CurrentDrill;
}

/** A task of a drill, which its kind, seed and number determine. */
export interface CurrentDrill {
  kind: string;
  seed: number;
  /** From 1. */
  number: number;
  /** Commands in the log of the machine when the task began. */
  base: number;
  /** True once the solution was shown. */
  shown: boolean;
}

/** Results of the tasks of a kind of drill. */
export interface DrillScore {
  kind: string;
  solved: number;
  /** Wrong answers. */
  wrong: number;
  /** Tasks whose solution was shown. */
  shown: number;
  /** The seed of the last task, and the number of the next one. */
  seed: number;
  next: number;
}

/** The machine that a completed lesson left behind, which the next one need not put aside. */
export interface Leftover {
  /** Sum of its command log. */
  machine: string;
  /** Snapshot of the machine that the lesson put aside; absent when there was none. */
  putAside?: string;
}

/** Completed lessons of a course in a folder. */
export interface CourseProgress {
  /** Its absolute path. */
  folder: string;
  /** Ids, in the order of completion. */
  done: string[];
}

/** A learner's place in the courses. */
export interface LessonProgress {
  current: CurrentLesson | null;
  /** Ids of completed lessons of memsim's own course, in the order of completion. */
  done: string[];
  /** Courses of the user's folders. */
  courses?: CourseProgress[];
  drills?: DrillScore[];
  leftover?: Leftover;
}

const union = (...lists: readonly string[][]): string[] => [...new Set(lists.flat())];

/** The progress with the completed lessons and scores of another one, which survive an undo. */
export function withDoneOf(progress: LessonProgress, other: LessonProgress): LessonProgress {
  const done = union(other.done, progress.done);
  const scores = other.drills === undefined ? {} : { drills: other.drills };
  const courses = [...(other.courses ?? []), ...(progress.courses ?? [])];
  if (courses.length === 0) return { ...progress, ...scores, done };
  const folders = union(courses.map(({ folder }) => folder));
  return {
    ...progress,
    ...scores,
    done,
    courses: folders.map((folder) => ({
      folder,
      done: union(...courses.filter((course) => course.folder === folder).map((course) => course.done)),
    })),
  };
}

/** The command that led to a record. */
export interface Operation {
  /** Counts the changes of the folder's machine from 1; 0 before the first. */
  number: number;
  argv: string[];
}

/** The machine without its command log, which changes with commands that change nothing else. */
export type MachineCore = Omit<SavedMachine, 'commandLog'>;

/** The part of a record beside the machine. */
export interface KeptNotes {
  operation: Operation;
  lessons: LessonProgress;
  /** Null when there is no machine. */
  commandLog: CommandLog | null;
}

export interface Kept {
  operation: Operation;
  lessons: LessonProgress;
  machine: SavedMachine | null;
}

export const nothingKept = (): Kept => ({
  operation: { number: 0, argv: [] },
  lessons: { current: null, done: [] },
  machine: null,
});
