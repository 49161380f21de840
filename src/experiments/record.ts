/** Runs the lines of a script one at a time and records each result. */
import type { LogLine } from '../kernel/kernel/printk.ts';
import type { Machine } from '../machine/machine.ts';
import type { Line } from './script.ts';
import type { CommandRecord } from './trial.ts';

/** The output and exit code of a command. */
export type Printed = Pick<CommandRecord, 'rc' | 'stdout' | 'stderr'>;

/** Runs command lines on a machine; the command line implements it. */
export interface Runner {
  /** The machine as the last command left it; undefined before the first boot. */
  machine: Machine | undefined;
  /** Boots a machine if the command needs one, so that its record excludes the boot. */
  prepare(argv: string[]): Promise<void>;
  /** Runs a line; a refusal is the result of this line. */
  run(line: Line): Promise<Printed>;
}

/** Runs a line and records its output and the kernel's log lines; for a boot, the whole log. */
export async function runRecorded(runner: Runner, line: Line): Promise<CommandRecord> {
  const { argv } = line;
  await runner.prepare(argv);
  const before = runner.machine;
  const since = before?.kernel.state.log.lines.length ?? 0;
  const printed = await runner.run(line);
  const { machine } = runner;
  const log: LogLine[] = machine?.kernel.state.log.lines.slice(machine === before ? since : 0) ?? [];
  return { argv, ...printed, log };
}
