/** The folder of the state file. */
import { userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { EXIT, refusal } from '../refusal.ts';

/** A folder of the environment; a relative path is ignored, as the XDG specification requires. */
const folderIn = (value: string | undefined): string | undefined =>
  value !== undefined && isAbsolute(value) ? value : undefined;

/** The user's home from the password file, where HOME is unset or relative. */
function homeOfUser(): string {
  try {
    return userInfo().homedir;
  } catch {
    throw refusal(
      'no home folder to keep state in; choose a folder with --state or MEMSIM_STATE',
      EXIT.state,
    );
  }
}

const OPTION = '--state';

/** The value of --state among the words of a command line; undefined without one. The last one counts. */
export function namedFolder(words: readonly string[]): string | undefined {
  const at = words.findLastIndex((word) => word === OPTION || word.startsWith(`${OPTION}=`));
  return words[at] === OPTION ? words[at + 1] : words[at]?.slice(OPTION.length + 1);
}

/**
 * The folder to keep state in: the given one, that of the environment, or the XDG state folder.
 *
 * @throws a refusal (exit 3) when none is named and the user has no home
 */
export function stateFolder(asked: string | undefined, env: Record<string, string | undefined>): string {
  if (asked !== undefined) return asked;
  if (env.MEMSIM_STATE) return env.MEMSIM_STATE;
  const states = folderIn(env.XDG_STATE_HOME) ?? join(folderIn(env.HOME) ?? homeOfUser(), '.local', 'state');
  return join(states, 'memsim');
}
