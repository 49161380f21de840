/** A lesson: a machine to start from, and steps that each end when the machine is in a certain state. */
import type { Predicate } from '../predicate/predicate.ts';

export interface Hint {
  text: string;
  /** A command that brings the learner further, without `memsim` before it. */
  command?: string | undefined;
}

export interface Goal {
  /** The goal in words. */
  text: string;
  when: Predicate;
}

export interface Step {
  /** Paragraphs. */
  text: string[];
  goals: Goal[];
  hints: Hint[];
  /** Command lines that meet the goals from the step's start. */
  solution: string[];
}

/** How the machine is put up. */
export interface Start {
  /** A platform that comes with memsim. */
  platform: string;
  kernel: string;
  cmdline: string;
  /** What happened before the learner came. */
  commands: string[];
}

export interface Lesson {
  /** The name of its file without number and suffix. */
  id: string;
  /** Its place in the course, from 1. */
  number: number;
  title: string;
  /** One line for the list. */
  about: string;
  start: Start;
  /** Beginnings of the commands that change the machine and may be used: `reboot`, `daxctl online-memory`. */
  allowed: string[];
  steps: Step[];
}
