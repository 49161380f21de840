/**
 * Calls of the tools: as drop-in tools, or as verbs of memsim, which print the kernel's log and the changes on
 * stderr.
 */
import { NIL_UUID } from '../../lib/uuid.ts';
import { type CommandContext, type CommandResult, runTool } from '../../machine/command.ts';
import { loadTool, type ToolName } from '../../machine/tools.ts';
import type { ToolResult } from '../../tools/tool.ts';
import { NO_FILES } from '../../wall/no-files.ts';
import { toolFiles } from '../input/named-files.ts';
import { watchChanges } from '../output/watch.ts';
import { runningMachine } from '../session/current-machine.ts';
import { type Caller, isSession, printResult, type Session, say } from '../session/session.ts';
import { ownOptionsUsage } from '../table/own-options.ts';
import { isReadOnly, verbNamed } from '../table/verbs.ts';

const MILLION = 1_000_000n;

const contextOf = ({ host, out }: Caller): CommandContext => ({
  host: toolFiles(host),
  stdin: host.readStdin,
  env: host.env,
  isTerminal: out.isTerminal,
  process: { pid: host.pid, now: () => BigInt(Date.now()) * MILLION },
});

async function callTool(session: Session, name: ToolName, argv: string[]): Promise<CommandResult> {
  const tool = await loadTool(name);
  const { goOn } = session;
  const context = goOn === undefined ? contextOf(session) : { ...contextOf(session), goesOn: true as const };
  const result = await runTool(await runningMachine(session), tool, argv, context);
  if (result.waiting !== undefined) goOn?.(result.waiting);
  return result;
}

/** Reports the end of a command that would wait for events in `memsim exec`. */
function reportEnd(session: Session, { wouldWait }: CommandResult): void {
  if (wouldWait === true && !session.settings.quiet)
    say(session, "monitor ends here; in a script of 'memsim exec' it waits for events");
}

/** Prints stdout and stderr of the tool; returns its exit code. */
async function runDropIn(session: Session, name: ToolName, argv: string[]): Promise<number> {
  const result = await callTool(session, name, argv);
  printResult(session, result);
  reportEnd(session, result);
  return result.rc;
}

/** Runs a call without a machine, for a version or a help text. */
async function callWithoutMachine(caller: Caller, name: ToolName, argv: string[]): Promise<ToolResult> {
  const tool = await loadTool(name);
  return tool(argv, { ...contextOf(caller), files: NO_FILES, newUuid: () => NIL_UUID });
}

async function runWithoutMachine(caller: Caller, name: ToolName, argv: string[]): Promise<number> {
  const result = await callWithoutMachine(caller, name, argv);
  printResult(caller, result);
  return result.rc;
}

/** Prints the help text of a verb, then memsim's own options. */
export async function verbHelp(caller: Caller, name: ToolName, verb: string): Promise<number> {
  const result = await callWithoutMachine(caller, name, [verb, '--help']);
  printResult(caller, result);
  const { out, err } = caller;
  (result.stdout.length > 0 ? out : err).write(ownOptionsUsage());
  return result.rc;
}

const linesOf = ({ stdout, stderr }: ToolResult): number =>
  Buffer.from(stdout).toString().split('\n').length + Buffer.from(stderr).toString().split('\n').length - 2;

/** Runs a tool, then prints the answer, the log lines and the changes on stderr. */
async function runVerb(session: Session, name: ToolName, argv: string[]): Promise<number> {
  if (isReadOnly(argv)) return runDropIn(session, name, argv);
  const showChanges = await watchChanges(session);
  const result = await callTool(session, name, argv);
  printResult(session, result);
  reportEnd(session, result);
  await showChanges(() => linesOf(result));
  return result.rc;
}

/** `memsim ndctl ..`. */
export const toolAction =
  (name: ToolName) =>
  (caller: Caller | Session, args: string[]): Promise<number> =>
    isSession(caller) ? runDropIn(caller, name, args) : runWithoutMachine(caller, name, args);

/** `memsim create-namespace ..`. */
export const verbAction =
  (verb: string) =>
  (caller: Caller | Session, args: string[]): Promise<number> =>
    isSession(caller) ? runVerb(caller, 'ndctl', [verb, ...args]) : verbHelp(caller, 'ndctl', verb);

/** `memsim daxctl ..`, `memsim cxl ..`. */
export const followedAction =
  (name: ToolName) =>
  (caller: Caller | Session, args: string[]): Promise<number> => {
    if (isSession(caller)) return runVerb(caller, name, args);
    const verb = verbNamed(name, args[0]);
    return verb === undefined ? runWithoutMachine(caller, name, args) : verbHelp(caller, name, verb.verb);
  };
