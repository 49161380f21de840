/** Which folder the machine is kept in. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder to keep state in: asked for, from the environment, or the XDG state folder. */
export function stateFolder(asked: string | undefined, env: Record<string, string | undefined>): string {
  if (asked !== undefined) return asked;
  if (env.MEMSIM_STATE) return env.MEMSIM_STATE;
  return join(env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state'), 'memsim');
}
