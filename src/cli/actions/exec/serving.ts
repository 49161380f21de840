/** Keeps the machine of a session open for other programs while a command runs or a tree is mounted. */
import type { RunCall } from '../../../clients/exec/call-file.ts';
import { refusal } from '../../../machine/refusal.ts';
import type { Files } from '../../../wall/files.ts';
import { describeError } from '../../output/describe-error.ts';
import { runningMachine } from '../../session/current-machine.ts';
import { type Session, say } from '../../session/session.ts';
import { callsOn } from './calls.ts';
import { checkpointsOf } from './checkpoints.ts';
import { sessionFiles } from './session-files.ts';

/** The machine as other programs use it. */
export interface Served {
  /** The files of the kernel that runs. */
  files: () => Files;
  run: RunCall;
  /** Prints an error of the server. */
  failed(error: unknown): void;
  /** Registers a function that ends the other program when a signal ends memsim. */
  started(end: () => void): void;
}

/**
 * Runs `act`, and saves the machine on the way.
 *
 * @param words of the operation
 * @param interrupted called at Ctrl-C, which does not end memsim
 * @param act returns the exit code
 */
export async function serving(
  session: Session,
  words: readonly string[],
  interrupted: () => void,
  act: (served: Served) => Promise<number>,
): Promise<number> {
  const { host, slot } = session;
  if (session.nested) throw refusal(`${words[0]}: not in a script: the machine is open for one at a time`);
  await runningMachine(session);
  const checkpoints = checkpointsOf(session, words);
  const listeners = new Set<() => void>();
  function changed(): void {
    checkpoints.changed();
    for (const listener of listeners) listener();
  }
  const runCall = callsOn(session, {
    changed,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  });
  const withdrawals = [host.onInterrupt(interrupted)];
  slot.settled = true;
  try {
    return await act({
      files: sessionFiles(session, changed),
      async run(call) {
        slot.settled = false;
        const result = await runCall(call);
        slot.settled = true;
        changed();
        host.endIfSignalled();
        return result;
      },
      failed: (error) => say(session, describeError(error, host.env).text),
      started(end) {
        withdrawals.push(
          host.onExit(() => {
            end();
            return 'now';
          }),
        );
      },
    });
  } finally {
    slot.settled = false;
    checkpoints.stop();
    for (const withdraw of withdrawals) withdraw();
  }
}
