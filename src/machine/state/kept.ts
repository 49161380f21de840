/** Everything that a state folder keeps, in one record: machine, command log and lesson never part. */
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
}

/** A learner's place in the course. */
export interface LessonProgress {
  current: CurrentLesson | null;
  /** Ids of completed lessons, in the order of completion. */
  done: string[];
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
