/** One command of a script, on the session that the script has. */
import { dropIn, teach } from './actions/tool.ts';
import { guardLesson } from './lesson-guard.ts';
import { buildProgram } from './program.ts';
import type { Context, Session } from './session.ts';
import { takeSettings } from './settings.ts';
import { isToolName } from './tools.ts';
import { parseWith } from './usage.ts';
import { isNdctlVerb } from './verbs.ts';

/** True for a command that a tool runs: `ndctl ..`, `daxctl ..` or one of ndctl's verbs. */
export const isToolCall = ([name = '']: string[]): boolean => isToolName(name) || isNdctlVerb(name);

/** What a script shows of each command's effect, unless more was asked for: the log alone. */
const SCRIPT_VIEWS = [] as const;

/**
 * Runs the command; tools are called without building the command table, since a script may have tens of
 * thousands of them.
 */
export async function runLine(session: Session, argv: string[]): Promise<number> {
  const [name = '', ...args] = argv;
  if (isToolCall(argv)) await guardLesson(session.store.folder, session.host.packageRoot, argv);
  if (isToolName(name)) return dropIn(session, name, args);
  if (isNdctlVerb(name)) {
    const { settings, rest } = takeSettings(session.settings, args);
    return teach({ ...session, settings }, 'ndctl', [name, ...rest], SCRIPT_VIEWS);
  }
  const context: Context = {
    host: { ...session.host, stdout: session.out, stderr: session.err, args: argv },
    settings: session.settings,
    use: async (_access, act) => act({ ...session, settings: context.settings }),
  };
  return parseWith(buildProgram(context), argv);
}
