/** A lesson: an initial machine, and steps that end when the machine reaches a given state. */
import type { Platform } from '../firmware/platform.ts';
import type { Predicate } from '../predicate/predicate.ts';

export interface Hint {
  text: string;
  /** A command that advances the learner, without `memsim` before it. */
  command?: string | undefined;
}

export interface Goal {
  /** The goal in words. */
  text: string;
  when: Predicate;
}

/** The form of a command, without `memsim` before it, and what it does. */
export interface Taught {
  command: string;
  about: string;
}

export interface Step {
  /** Paragraphs. */
  text: string[];
  /** Forms of commands that the step needs and no earlier text taught. */
  teaches: Taught[];
  goals: Goal[];
  hints: Hint[];
  /** Command lines that meet the goals from the step's start. */
  solution: string[];
}

/** The initial machine. */
export interface Start {
  /** Name of a built-in platform, or a description as in a platform file. */
  platform: string | Platform;
  kernel: string;
  cmdline: string;
  /** Start of the sequence of uuids; 1 where it is absent. */
  seed?: number | undefined;
  /** Build options that override the release's defaults. */
  config?: Record<string, boolean> | undefined;
  /** Changes added to those of the release. */
  with?: string[] | undefined;
  /** Changes removed from those of the release. */
  without?: string[] | undefined;
  /** Commands run before the lesson starts. */
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
  /** Minutes that it takes a newcomer. */
  minutes: number;
  start: Start;
  /** Prefixes of the state-changing commands that are permitted: `reboot`, `daxctl online-memory`. */
  allowed: string[];
  steps: Step[];
}
