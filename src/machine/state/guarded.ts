/** System errors of the state folder, as one line that names the folder and the remedy. */
import { EXIT, refusal } from '../refusal.ts';

/** A refusal (exit 3) for an error of a system call; any other error as it is. */
function translated(folder: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return error;
  const why = `${folder}: state cannot be kept here (${code}); choose a folder with --state or MEMSIM_STATE`;
  return refusal(why, EXIT.state);
}

/** The result of `act`; an error of a system call becomes a refusal that names `folder`. */
export function guarded<T>(folder: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw translated(folder, error);
  }
}

/** As guarded(), for what takes its time. */
export async function guardedAsync<T>(folder: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw translated(folder, error);
  }
}
