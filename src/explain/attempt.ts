/** A command tried on a copy of the machine, with everything that can be said about it afterwards. */
import type { LogLine } from '../kernel/kernel/printk.ts';
import { ALONE, runTool } from '../machine/command.ts';
import { copyOf } from '../machine/copy.ts';
import { echo } from '../machine/echo.ts';
import type { Machine } from '../machine/machine.ts';
import { isToolName, loadTool } from '../machine/tools.ts';
import { startTrace, type TraceItem } from '../machine/trace/trace.ts';

export interface Attempt {
  argv: readonly string[];
  rc: number;
  stderr: string;
  /** What the kernel logged. */
  log: readonly LogLine[];
  items: readonly TraceItem[];
  /** The copy, as the command left it. */
  machine: Machine;
}

/** Runs the words of a command: `write PATH VALUE`, one of a tool, or one of ndctl's verbs. */
async function run(machine: Machine, argv: readonly string[]): Promise<{ rc: number; stderr: string }> {
  const [name = '', ...args] = argv;
  if (name === 'write') {
    const failure = echo(machine.files, args[0] ?? '', args[1] ?? '');
    return { rc: failure === undefined ? 0 : 1, stderr: failure?.error ?? '' };
  }
  if (isToolName(name)) return runTool(machine, await loadTool(name), args, ALONE);
  return runTool(machine, await loadTool('ndctl'), argv, ALONE);
}

/**
 * Tries a command; `machine` itself is not touched. The copy has forgotten which warnings it gave already:
 * those that a kernel gives once in a boot (WARN_ONCE) tell most.
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
