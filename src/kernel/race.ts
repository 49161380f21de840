/**
 * Two concurrent tasks in a single-threaded model. At each point where another CPU could interleave and the
 * release's locking does not prevent it, the current task runs the other one, up to its end or until it
 * blocks. Locks need no blocking: a task that is excluded runs later. All releases.
 */
import type { Range } from '../lib/range.ts';
import type { Kernel } from './kernel.ts';

export interface Race {
  /** What the other task does, until it has been let in. */
  rival: (() => void) | undefined;
  /** The task under way, 0 for the first one. */
  current: number;
  /** Tasks that use memory and keep hotplug waiting (get_online_mems). */
  readers: number;
  /** Whom a reader that leaves wakes (mem_hotplug.active_writer). */
  activeWriter: number | undefined;
  /** Who was woken last. */
  woken: number | undefined;
  /** Ranges whose mapping is under way. */
  mapping: Range[];
  /** Whether hotplug is locked against other tasks. */
  locked: boolean;
}

/** Runs the rival now, unless there is none or hotplug is locked. */
export function run_other_task(k: Kernel): void {
  const { race } = k;
  if (race?.rival === undefined || race.locked) return;
  const { rival, current } = race;
  const caller = k.stack.splice(0);
  race.rival = undefined;
  race.current = current + 1;
  rival();
  race.current = current;
  k.stack.push(...caller);
}

/**
 * Runs two tasks at once; the second one comes in where the first lets it, or else after it.
 *
 * @param readers tasks that use memory meanwhile, and leave when nothing else can run
 */
export function run_race(k: Kernel, first: () => void, second: () => void, readers: number): void {
  k.race = {
    rival: second,
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
