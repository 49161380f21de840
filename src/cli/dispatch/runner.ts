/** Runs lines of scripts through dispatch, printed or recorded. */
import type { Runner } from '../../experiments/record.ts';
import type { Line } from '../../experiments/script.ts';
import { isRefusal, type Refusal } from '../../machine/refusal.ts';
import { capture } from '../session/capture.ts';
import { currentMachine } from '../session/current-machine.ts';
import { type Session, say } from '../session/session.ts';
import { isToolCall } from '../table/table.ts';
import { dispatch } from './dispatch.ts';

/**
 * Runs a line; reports a refusal and returns its exit code.
 *
 * @param report called with a refusal; prints it by default
 */
export async function runGuarded(
  session: Session,
  { argv, error: unread }: Line,
  report: (refusal: Refusal) => void = ({ message }) => say(session, message),
): Promise<number> {
  try {
    if (unread !== undefined) throw unread;
    return await dispatch(session, argv);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    report(error);
    return error.exitCode;
  }
}

/** A runner on the machine of a session. It prints nothing. */
export const runnerOn = (session: Session): Runner => ({
  get machine() {
    return session.slot.machine;
  },
  set machine(machine) {
    session.slot.machine = machine;
  },
  async prepare(argv) {
    if (session.slot.machine === undefined && isToolCall(argv)) await currentMachine(session);
  },
  async run(line) {
    const { session: quiet, printed } = capture(session);
    const rc = await runGuarded(quiet, line);
    return { rc, ...printed() };
  },
});
