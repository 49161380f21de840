/** Tasks that the kernel ends during a command. */
import { endOfTask } from '../../machine/task-end.ts';
import type { Session } from './session.ts';

/** Runs `act`; for a task that the kernel ends, prints the message of a shell and returns its exit code. */
export async function unlessEnded(session: Session, act: () => number | Promise<number>): Promise<number> {
  try {
    return await act();
  } catch (error) {
    const { rc, stderr } = endOfTask(error);
    session.err.write(stderr);
    return rc;
  }
}
