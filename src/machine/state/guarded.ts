/** What the system says of the state folder, as one line that names the folder and the way out. */
import { EXIT, refusal } from '../refusal.ts';

/** The result of `act`; an error of a system call becomes a refusal (exit 3) that names `folder`. */
export function guarded<T>(folder: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw error;
    const why = `${folder}: state cannot be kept here (${code}); choose a folder with --state or MEMSIM_STATE`;
    throw refusal(why, EXIT.state);
  }
}
