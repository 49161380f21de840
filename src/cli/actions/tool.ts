/**
 * Running ndctl and daxctl: as the real tools, or in the teaching form, where the kernel's log and a view
 * of what changed follow on stderr.
 */
import { NIL_UUID } from '../../lib/uuid.ts';
import { type CommandContext, runTool } from '../../machine/command.ts';
import { loadTool, type ToolName } from '../../machine/tools.ts';
import type { ToolResult } from '../../tools/tool.ts';
import { NO_FILES } from '../../wall/no-files.ts';
import { hostFiles } from '../input/host-files.ts';
import { watchChanges } from '../output/watch.ts';
import { runningMachine } from '../session/current-machine.ts';
import { type Caller, isSession, type Session } from '../session/session.ts';
import type { ChangeView } from '../session/settings.ts';
import { ownOptionsUsage } from '../table/own-options.ts';
import { onlyLooks } from '../table/verbs.ts';

const contextOf = ({ host, out }: Caller): CommandContext => ({
  host: hostFiles,
  stdin: host.readStdin,
  env: host.env,
  isTerminal: out.isTerminal,
});

function print({ out, err }: Caller, { stdout, stderr }: ToolResult): void {
  if (stdout.length > 0) out.write(stdout);
  if (stderr.length > 0) err.write(stderr);
}

/** stdout, stderr and exit code exactly as the real tool's. */
async function dropIn(session: Session, name: ToolName, argv: string[]): Promise<number> {
  const tool = await loadTool(name);
  const result = await runTool(await runningMachine(session), tool, argv, contextOf(session));
  print(session, result);
  return result.rc;
}

/** Runs a call that needs no machine: for a version or a help text. */
async function ask(caller: Caller, name: ToolName, argv: string[]): Promise<ToolResult> {
  const tool = await loadTool(name);
  return tool(argv, { ...contextOf(caller), files: NO_FILES, newUuid: () => NIL_UUID });
}

async function talk(caller: Caller, name: ToolName, argv: string[]): Promise<number> {
  const result = await ask(caller, name, argv);
  print(caller, result);
  return result.rc;
}

/** Prints the help text of a verb, and below it memsim's own options, which the verb takes here. */
export async function verbHelp(caller: Caller, verb: string): Promise<number> {
  const result = await ask(caller, 'ndctl', [verb, '--help']);
  print(caller, result);
  const { out, err } = caller;
  (result.stdout.length > 0 ? out : err).write(ownOptionsUsage());
  return result.rc;
}

/** A line of a script shows the kernel's log alone, unless more is asked for. */
const SCRIPT_VIEWS: readonly ChangeView[] = [];

/** The same, and then on stderr what the kernel logged and what changed. */
async function teach(session: Session, argv: string[]): Promise<number> {
  if (onlyLooks(argv)) return dropIn(session, 'ndctl', argv);
  const showChanges = await watchChanges(session, session.nested ? SCRIPT_VIEWS : undefined);
  const rc = await dropIn(session, 'ndctl', argv);
  await showChanges();
  return rc;
}

/** `memsim ndctl ..`: the tool as it is. */
export const toolAction =
  (name: ToolName) =>
  (caller: Caller | Session, args: string[]): Promise<number> =>
    isSession(caller) ? dropIn(caller, name, args) : talk(caller, name, args);

/** `memsim create-namespace ..`: one of ndctl's verbs in the teaching form. */
export const verbAction =
  (verb: string) =>
  (caller: Caller | Session, args: string[]): Promise<number> =>
    isSession(caller) ? teach(caller, [verb, ...args]) : verbHelp(caller, verb);
