/** A runnable bug of the kernel's history: machine, script, symptoms, and the change that fixed it. */
import type { Predicate } from '../../predicate/predicate.ts';

/** A symptom to check after the script, in words and as a predicate. */
export interface Symptom {
  text: string;
  when: Predicate;
}

/** A workaround for a bug. */
export interface Workaround {
  text: string;
  /** Command lines that replace the scenario's. */
  script: string[];
}

export interface Scenario {
  /** The name of its file without the suffix. */
  name: string;
  title: string;
  /** Paragraphs: the mechanism of the bug in the kernel. */
  about: string[];
  /** Source of the report: a commit, an issue, a mail. */
  source: string;
  /** Name of a built-in platform. */
  platform: string;
  kernel: string;
  cmdline: string;
  /** Changes of the release that must be removed for the bug to occur. */
  without: string[];
  /** Command lines. */
  script: string[];
  /** All of them hold while the bug occurs. */
  fails: Symptom[];
  /** The change that fixed it, if there is one. */
  fix?: string | undefined;
  /** Workaround, if no change fixed it. */
  instead?: Workaround | undefined;
  /** All of them hold with the fix alone, or with the workaround. */
  passes: Symptom[];
}
