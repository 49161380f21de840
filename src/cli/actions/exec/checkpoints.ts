/** Saves the machine from time to time while a command of `memsim exec` runs, so that a kill loses little. */
import { describeError } from '../../output/describe-error.ts';
import { type Session, say } from '../../session/session.ts';

/** Milliseconds between two saves at least: a save takes as long as a few calls of drop-ins. */
const PAUSE = 500;
/** Pause after a save as a multiple of its time: a machine with much data on its disks is saved less often. */
const SHARE = 20;

export interface Checkpoints {
  /** The machine may have changed. */
  changed(): void;
  stop(): void;
}

/** @param words of the operation */
export function checkpointsOf(session: Session, words: readonly string[]): Checkpoints {
  const { slot, store } = session;
  let timer: NodeJS.Timeout | undefined;
  let pause = PAUSE;

  function save(): void {
    timer = undefined;
    if (slot.settled !== true) {
      wait();
      return;
    }
    const from = performance.now();
    try {
      store.checkpoint(slot, words);
    } catch (error) {
      say(session, describeError(error, session.host.env).text);
    }
    pause = Math.max(PAUSE, SHARE * (performance.now() - from));
  }

  function wait(): void {
    timer ??= setTimeout(save, pause);
  }

  return { changed: wait, stop: () => clearTimeout(timer) };
}
