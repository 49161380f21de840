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
}

/** An empty environment: no files, no input, no terminal. */
export const ALONE: CommandContext = {
  host: { read: () => undefined, write: () => false },
  stdin: () => new Uint8Array(),
  env: {},
  isTerminal: false,
};

/** The result of a command. */
export interface CommandResult extends ToolResult {
  /** Log lines that the kernel printed during the command. */
  log: LogLine[];
}

/** Log lines after the first `count`. */
export const logSince = (machine: Machine, count: number): LogLine[] =>
  machine.kernel.state.log.lines.slice(count);

/** Runs `tool` with `argv` (its own name not included). */
export async function runTool(
  machine: Machine,
  tool: Tool,
  argv: readonly string[],
  context: CommandContext,
): Promise<CommandResult> {
  const { log, rng } = machine.kernel.state;
  const before = log.lines.length;
  const env = { ...context, files: machine.files, newUuid: () => randomUuid(rng) };
  const result = await tool(argv, env).catch(endOfTask);
  return { ...result, log: logSince(machine, before) };
}
