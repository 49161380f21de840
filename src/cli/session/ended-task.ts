/** Commands that are system calls of their own: the kernel may end them. */
import { endOfTask } from '../../machine/task-end.ts';
import type { Session } from './session.ts';

/** Runs `act`; a task that the kernel ended has the exit code and the words that a shell tells of it. */
export async function unlessEnded(session: Session, act: () => number | Promise<number>): Promise<number> {
  try {
    return await act();
  } catch (error) {
    const { rc, stderr } = endOfTask(error);
    session.err.write(stderr);
    return rc;
  }
}
