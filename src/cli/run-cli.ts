/** From the words of a command line to an exit code. */
import { isRefusal } from '../machine/refusal.ts';
import { isToolName } from '../machine/tools.ts';
import { INTERRUPTED, isInterruption } from '../shell/interruption.ts';
import type { Host } from './host.ts';
import { storeContext } from './session.ts';
import { type Settings, takeSettings, takeTrace } from './settings.ts';
import { isNdctlVerb, onlyTalks, toolAccess } from './verbs.ts';

const INTERACTIVE = '--interactive';

/** A tool's own words are its own business. */
function asksQuestions(args: string[]): boolean {
  const stop = args.findIndex((word) => word === INTERACTIVE || word === '--' || isToolName(word));
  return args[stop] === INTERACTIVE;
}

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
  const [first = '-'] = host.args;
  if (first.startsWith('-')) {
    const { settings, rest } = takeSettings(context.settings, host.args);
    if (rest.length === 0) return runAlone(host, settings);
  }
  if (asksQuestions(host.args)) return runAsking(host);
  const { trace, rest } = takeTrace(host.args);
  if (trace !== undefined) context.settings = { ...context.settings, trace };
  const [verb = '', ...args] = rest;
  // These are the commonest commands, and the table of all of them is a good part of starting up.
  if (isNdctlVerb(verb)) {
    const { runVerb } = await import('./verb.ts');
    return runVerb(context, verb, args);
  }
  const { buildProgram } = await import('./program.ts');
  const { parseWith } = await import('./usage.ts');
  return parseWith(buildProgram(context), rest);
}

/** The command line with what its command misses asked for. */
async function runAsking(host: Host): Promise<number> {
  const { askInteractively } = await import('../shell/interactive.ts');
  const args = host.args.filter((word) => word !== INTERACTIVE);
  const context = storeContext(host);
  const { settings, rest } = takeSettings(context.settings, args);
  const answered = await askInteractively({ ...context, settings }, rest);
  return runCommand({ ...host, args: [...args, ...answered.slice(rest.length)] });
}

/** memsim without a command: the shell on a terminal, else the commands that come on standard input. */
async function runAlone(host: Host, settings: Settings): Promise<number> {
  const streams = host.openTerminal();
  if (streams === undefined) return runCommand({ ...host, args: [...host.args, 'run', '-'] });
  const { runShell } = await import('../shell/shell.ts');
  return runShell(host, settings, streams);
}

/** Runs one command line. Throws only for a bug of memsim. */
export async function runCli(host: Host): Promise<number> {
  try {
    return await runCommand(host);
  } catch (error) {
    if (isInterruption(error)) return INTERRUPTED;
    if (!isRefusal(error)) throw error;
    host.stderr.write(`memsim: ${error.message}\n`);
    return error.exitCode;
  }
}
