/** Runs one user-space command on a machine and collects its output and the kernel's log lines. */
import type { LogLine } from '../kernel/kernel/printk.ts';
import { randomUuid } from '../lib/uuid.ts';
import type { HostFiles, Tool, ToolResult } from '../tools/tool.ts';
import type { Machine } from './machine.ts';
import { endOfTask } from './task-end.ts';

/** The environment of a command outside the machine. */
export interface CommandContext {
  host: HostFiles;
  stdin: () => Uint8Array;
  env: Record<string, string | undefined>;
  isTerminal: boolean;
  /** The process of a command that waits, and the clock, in nanoseconds since 1970. */
  process?: { pid: number; now(): bigint };
  /** The caller goes on with a command that waits; otherwise it ends once it would wait. */
  goesOn?: true;
}

/** An empty environment: no files, no input, no terminal. */
export const ALONE: CommandContext = {
  host: { read: () => undefined, write: () => false, append: () => false, isFolder: () => false },
  stdin: () => new Uint8Array(),
  env: {},
  isTerminal: false,
};

interface EndedTool extends ToolResult {
  /** The command ended although it would wait for events. */
  wouldWait?: true;
}

/** The result of a command. */
export interface CommandResult extends EndedTool {
  /** Log lines that the kernel printed during the command. */
  log: LogLine[];
}

/** Log lines after the first `count`. */
export const logSince = (machine: Machine, count: number): LogLine[] =>
  machine.kernel.state.log.lines.slice(count);

const NO_PROCESS = { pid: 1, now: () => 0n };

/** A waiting command up to the point at which it waits. */
export function upToWait(result: ToolResult, { process = NO_PROCESS, goesOn }: CommandContext): EndedTool {
  const { waiting, ...rest } = result;
  if (waiting === undefined || goesOn === true) return result;
  const { pid, now } = process;
  const { stdout, stderr, rc } = waiting.resume({ cause: 'start', pid, time: now() });
  const outcome: EndedTool = {
    ...rest,
    stdout: `${rest.stdout}${stdout}`,
    stderr: rest.stderr + stderr,
    rc: waiting.isDaemon ? 0 : (rc ?? 0),
  };
  return rc === undefined ? { ...outcome, wouldWait: true } : outcome;
}

/** Runs `tool` with `argv` (its own name not included). */
export async function runTool(
  machine: Machine,
  tool: Tool,
  argv: readonly string[],
  context: CommandContext,
): Promise<CommandResult> {
  const { log, rng } = machine.kernel.state;
  const before = log.lines.length;
  const { host, stdin, env: variables, isTerminal } = context;
  const newUuid = (): string => randomUuid(rng);
  const env = { files: machine.files, host, stdin, newUuid, env: variables, isTerminal };
  const result = await tool(argv, env)
    .then((ended) => upToWait(ended, context))
    .catch(endOfTask);
  return { ...result, log: logSince(machine, before) };
}
