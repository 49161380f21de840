/**
 * Two concurrent tasks in a single-threaded model. At each point where another CPU could interleave and the
 * release's locking does not prevent it, the current task runs the other one, up to its end or until it
 * blocks. Locks need no blocking: a task that is excluded runs later. All releases.
 */
import type { Range } from '../lib/range.ts';
import type { Kernel } from './kernel.ts';

/** State of two concurrent tasks. */
export interface Race {
  /** The other task, until it was run. */
  other: (() => void) | undefined;
  /** Number of the running task, 0 for the first one. */
  current: number;
  /** Number of tasks that hold the hotplug lock as readers (get_online_mems). */
  readers: number;
  /** The writer that the last reader wakes (mem_hotplug.active_writer). */
  activeWriter: number | undefined;
  /** The task that was woken last. */
  woken: number | undefined;
  /** Ranges that are being mapped. */
  mapping: Range[];
  /** Set while hotplug is locked against other tasks. */
  locked: boolean;
}

/** Runs the other task now, unless there is none or hotplug is locked. */
export function run_other_task(k: Kernel): void {
  const { race } = k;
  if (race?.other === undefined || race.locked) return;
  const { other, current } = race;
  const caller = k.stack.splice(0);
  race.other = undefined;
  race.current = current + 1;
  other();
  race.current = current;
  k.stack.push(...caller);
}

/**
 * Runs two tasks concurrently: the second one runs at a preemption point of the first, or after it.
 *
 * @param readers number of other tasks that hold the hotplug lock as readers until no task can run
 */
export function run_race(k: Kernel, first: () => void, second: () => void, readers: number): void {
  k.race = {
    other: second,
    current: 0,
    readers,
    activeWriter: undefined,
    woken: undefined,
    mapping: [],
    locked: false,
  };
  try {
    first();
    run_other_task(k);
  } finally {
    k.race = undefined;
  }
}
