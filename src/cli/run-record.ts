/** Lines of a script, one at a time: run as they are, or with what came of them kept. */

import type { CommandRecord } from '../experiments/trial.ts';
import type { LogLine } from '../kernel/kernel/printk.ts';
import { isRefusal } from '../machine/refusal.ts';
import { capture } from './capture.ts';
import { currentMachine } from './current-machine.ts';
import { isToolCall, runLine } from './run-line.ts';
import type { Session } from './session.ts';
import { typedWords } from './words.ts';

/** A line of a script: its words, or why it has none. */
export interface Line {
  argv: string[];
  error?: unknown;
}

/** Reads a line. */
export function readLine(line: string): Line {
  try {
    return { argv: typedWords(line) };
  } catch (error) {
    return { argv: [line.trim()], error };
  }
}

/** Runs a line; what memsim itself refuses is a failure of this line alone. */
export async function runGuarded(session: Session, { argv, error: unread }: Line): Promise<number> {
  try {
    if (unread !== undefined) throw unread;
    return await runLine(session, argv);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    session.err.write(`memsim: ${error.message}\n`);
    return error.exitCode;
  }
}

/** How many lines the kernel has logged; a command that calls a tool finds a machine that is up. */
async function logLength(session: Session, argv: string[]): Promise<number> {
  if (session.slot.machine === undefined && isToolCall(argv)) await currentMachine(session);
  return session.slot.machine?.kernel.state.log.lines.length ?? 0;
}

/** Runs a line silently; what it printed is apart from what the kernel logged. A boot has its whole log. */
export async function runRecorded(session: Session, line: Line): Promise<CommandRecord> {
  const { argv } = line;
  const { session: quiet, printed } = capture(session);
  const since = await logLength(session, argv);
  const before = session.slot.machine;
  const rc = await runGuarded(quiet, line);
  const { machine } = session.slot;
  const log: LogLine[] = machine?.kernel.state.log.lines.slice(machine === before ? since : 0) ?? [];
  return { argv, rc, ...printed(), log };
}
