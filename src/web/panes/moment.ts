/** The machine between two commands, as the panes show it. */
import type { LogState } from '../../kernel/kernel/printk.ts';
import { keepCopy } from '../../machine/copy.ts';
import type { Machine } from '../../machine/machine.ts';
import type { LessonProgress } from '../../machine/state/kept.ts';

export interface Moment {
  machine: Machine;
  /** The machine before the last command; undefined before the first one. */
  before: Machine | undefined;
  /** Number of log records that were there before. */
  since: number;
  lessons: LessonProgress;
  /** The last command. */
  line: string | undefined;
}

/** Length of the common beginning of two logs: a boot begins a new one. */
function commonLength({ lines: was }: LogState, { lines: is }: LogState): number {
  let length = 0;
  while (length < was.length && was[length]?.text === is[length]?.text) length++;
  return length;
}

/** Returns a function that compares the machine with the one of its last call. */
export function openMoments(): (
  machine: Machine,
  lessons: LessonProgress,
  line: string | undefined,
) => Moment {
  let last: (() => Machine) | undefined;
  return (machine, lessons, line) => {
    const before = last?.();
    last = keepCopy(machine);
    const { log } = machine.kernel.state;
    const since = before === undefined ? log.lines.length : commonLength(before.kernel.state.log, log);
    return { machine, before, since, lessons, line };
  };
}
