/** A bug of the kernel's history that can be run: a machine, a script, what goes wrong, and what repaired it. */
import type { Predicate } from '../../predicate/predicate.ts';

/** Something to look at once the script is over, in words and as data. */
export interface Sign {
  text: string;
  when: Predicate;
}

/** A way around a bug. */
export interface Instead {
  text: string;
  /** Command lines in place of the scenario's. */
  script: string[];
}

export interface Scenario {
  /** The name of its file without the suffix. */
  name: string;
  title: string;
  /** Paragraphs: what happens in the kernel and why. */
  about: string[];
  /** Who met it: a commit, an issue, a mail. */
  source: string;
  /** A platform that comes with memsim. */
  platform: string;
  kernel: string;
  cmdline: string;
  /** Changes that the release has and the bug needs absent. */
  without: string[];
  /** Command lines. */
  script: string[];
  /** All of them hold while the bug is there. */
  fails: Sign[];
  /** The change that repaired it, where one did. */
  fix?: string | undefined;
  /** Where none did: what to do differently. */
  instead?: Instead | undefined;
  /** All of them hold once that change alone is added, or that is done. */
  passes: Sign[];
}
