/** A command run on a copy of the machine, with the records that explain its result. */
import type { LogLine } from '../kernel/kernel/printk.ts';
import { ALONE, runTool } from '../machine/command.ts';
import { copyOf } from '../machine/copy.ts';
import { echo } from '../machine/echo.ts';
import type { Machine } from '../machine/machine.ts';
import { endOfTask } from '../machine/task-end.ts';
import { isToolName, loadTool } from '../machine/tools.ts';
import { startTrace, type TraceItem } from '../machine/trace/trace.ts';
import type { ToolResult } from '../tools/tool.ts';
import type { Failure } from '../wall/files.ts';
import { isHotPlug, plug } from './hot-plug.ts';

export interface Attempt {
  argv: readonly string[];
  rc: number;
  stderr: string;
  /** The kernel's log lines. */
  log: readonly LogLine[];
  items: readonly TraceItem[];
  /** The copy, in the state after the command. */
  machine: Machine;
}

/** Writes to a file of the kernel; the result of a task that the kernel ended is that of the command. */
function echoed(
  { files }: Machine,
  [path = '', value = '']: readonly string[],
): Failure | ToolResult | undefined {
  try {
    return echo(files, path, value);
  } catch (error) {
    return endOfTask(error);
  }
}

/** Runs a command: `write PATH VALUE`, `hotplug-dram`, one of a tool, or a verb of ndctl. */
async function run(machine: Machine, argv: readonly string[]): Promise<{ rc: number; stderr: string }> {
  const [name = '', ...args] = argv;
  if (name === 'write') {
    const failure = echoed(machine, args);
    if (failure !== undefined && 'rc' in failure) return failure;
    return { rc: failure === undefined ? 0 : 1, stderr: failure?.error ?? '' };
  }
  if (isHotPlug(argv)) return plug(machine, argv);
  if (isToolName(name)) return runTool(machine, await loadTool(name), args, ALONE);
  return runTool(machine, await loadTool('ndctl'), argv, ALONE);
}

/**
 * Runs a command on a copy; `machine` itself is unchanged. The copy's WARN_ONCE flags are reset, since those
 * warnings are the most specific ones.
 */
export async function attempt(machine: Machine, argv: readonly string[]): Promise<Attempt> {
  const copy = copyOf(machine);
  copy.kernel.state.log.once = [];
  const before = copy.kernel.state.log.lines.length;
  const tracing = startTrace(copy);
  const { rc, stderr } = await run(tracing.machine, argv);
  tracing.stop();
  const { lines } = copy.kernel.state.log;
  return { argv, rc, stderr, log: lines.slice(before), items: tracing.items, machine: copy };
}
