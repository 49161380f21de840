/** From the words of a command line to an exit code. */
import { EXIT, isRefusal } from '../machine/refusal.ts';
import type { Host } from './host.ts';
import { storeContext } from './session.ts';
import { isToolName } from './tools.ts';
import { onlyTalks, toolAccess } from './verbs.ts';

async function runCommand(host: Host): Promise<number> {
  const context = storeContext(host);
  const { calledAs } = host;
  if (isToolName(calledAs)) {
    const { dropIn, talk } = await import('./actions/tool.ts');
    if (onlyTalks(host.args)) return talk({ host, out: host.stdout, err: host.stderr }, calledAs, host.args);
    const { guardLesson } = await import('./lesson-guard.ts');
    return context.use(toolAccess(host.args), async (session) => {
      await guardLesson(session.store.folder, host.packageRoot, [calledAs, ...host.args]);
      return dropIn(session, calledAs, host.args);
    });
  }
  const { buildProgram } = await import('./program.ts');
  const { parseWith } = await import('./usage.ts');
  const { takeTrace } = await import('./settings.ts');
  const { trace, rest } = takeTrace(host.args);
  if (trace !== undefined) context.settings = { ...context.settings, trace };
  const program = buildProgram(context);
  if (rest.length > 0) return parseWith(program, rest);
  program.outputHelp();
  return EXIT.usage;
}

/** Runs one command line. Throws only for a bug of memsim. */
export async function runCli(host: Host): Promise<number> {
  try {
    return await runCommand(host);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    host.stderr.write(`memsim: ${error.message}\n`);
    return error.exitCode;
  }
}
