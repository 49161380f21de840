/** Runs one user-space command on a machine and collects what it printed and what the kernel logged. */
import type { LogLine } from '../kernel/kernel/printk.ts';
import { randomUuid } from '../lib/uuid.ts';
import type { HostFiles, Tool, ToolResult } from '../tools/tool.ts';
import type { Machine } from './machine.ts';
import { endOfTask } from './task-end.ts';

/** What a command has of the world outside the machine. */
export interface CommandContext {
  host: HostFiles;
  stdin: () => Uint8Array;
  env: Record<string, string | undefined>;
  isTerminal: boolean;
}

/** Nothing of it: no files, no input, no terminal. */
export const ALONE: CommandContext = {
  host: { read: () => undefined, write: () => false },
  stdin: () => new Uint8Array(),
  env: {},
  isTerminal: false,
};

/** What came of a command. */
export interface CommandResult extends ToolResult {
  /** Log lines that the kernel printed meanwhile. */
  log: LogLine[];
}

/** Lines printed since the log had `count` of them. */
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
