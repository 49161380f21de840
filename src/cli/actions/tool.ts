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

/** What a tool says of itself, which needs no machine. */
export async function talk(streams: Caller, name: ToolName, argv: string[]): Promise<number> {
  const tool = await loadTool(name);
  const result = await tool(argv, { ...contextOf(streams), files: NO_FILES, newUuid: () => NIL_UUID });
  print(streams, result);
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
    isSession(caller) ? teach(caller, [verb, ...args]) : talk(caller, 'ndctl', [verb, ...args]);
