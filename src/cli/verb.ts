/** One of ndctl's verbs as a command of memsim's own, with memsim's options among the tool's. */
import { stateFolder } from '../machine/state/state-folder.ts';
import { guardLesson } from './lesson-guard.ts';
import type { Context } from './session.ts';
import { takeSettings } from './settings.ts';
import { onlyTalks, toolAccess } from './verbs.ts';

/** Runs the verb; the exit code is ndctl's. */
export async function runVerb(context: Context, verb: string, args: string[]): Promise<number> {
  const { settings, rest } = takeSettings(context.settings, args);
  context.settings = settings;
  const { host } = context;
  const argv = [verb, ...rest];
  await guardLesson(stateFolder(settings.state, host.env), host.packageRoot, argv);
  const { talk, teach } = await import('./actions/tool.ts');
  if (onlyTalks(argv)) return talk({ host, out: host.stdout, err: host.stderr }, 'ndctl', argv);
  return context.use(toolAccess(argv), (session) => teach(session, 'ndctl', argv));
}
