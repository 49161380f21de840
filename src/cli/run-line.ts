/** One command of a script, on the session that the script has. */

import { isToolName } from '../machine/tools.ts';
import { dropIn, teach } from './actions/tool.ts';
import { guardLesson } from './lesson-guard.ts';
import { perform } from './perform.ts';
import { buildProgram } from './program.ts';
import type { Context, Session } from './session.ts';
import { takeSettings, takeTrace } from './settings.ts';
import { parseWith } from './usage.ts';
import { isNdctlVerb, toolAccess } from './verbs.ts';

/** True for a command that a tool runs: `ndctl ..`, `daxctl ..` or one of ndctl's verbs. */
export const isToolCall = ([name = '']: string[]): boolean => isToolName(name) || isNdctlVerb(name);

/** What a script shows of each command's effect, unless more was asked for: the log alone. */
const SCRIPT_VIEWS = [] as const;

/**
 * Runs the command; tools are called without building the command table, since a script may have tens of
 * thousands of them.
 */
export async function runLine(session: Session, line: string[]): Promise<number> {
  const { trace, rest: argv } = takeTrace(line);
  const settings = trace === undefined ? session.settings : { ...session.settings, trace };
  if (isToolCall(argv)) return runTool({ ...session, settings }, argv);
  const context: Context = {
    host: {
      ...session.host,
      stdout: session.out,
      stderr: session.err,
      args: argv,
      openTerminal: () => undefined,
    },
    settings,
    use: (access, act) => perform({ ...session, settings: context.settings }, access, argv, act),
  };
  return parseWith(buildProgram(context, argv[0]), argv);
}

async function runTool(session: Session, argv: string[]): Promise<number> {
  await guardLesson(session.store.folder, session.host.packageRoot, argv);
  const [name = '', ...args] = argv;
  if (isToolName(name))
    return perform(session, toolAccess(args), argv, (traced) => dropIn(traced, name, args));
  const { settings, rest } = takeSettings(session.settings, args);
  const own = [name, ...rest];
  return perform({ ...session, settings }, toolAccess(own), own, (traced) =>
    teach(traced, 'ndctl', own, SCRIPT_VIEWS),
  );
}
