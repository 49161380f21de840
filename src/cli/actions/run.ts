/** `memsim run FILE`: a file of commands, one a line, on one machine in one process. */
import { readFileSync } from 'node:fs';
import { isRefusal, refusal } from '../../machine/refusal.ts';
import { capture } from '../capture.ts';
import { currentMachine } from '../current-machine.ts';
import type { Host } from '../host.ts';
import { isToolCall, runLine } from '../run-line.ts';
import type { Session } from '../session.ts';
import { splitWords } from '../words.ts';

export interface RunFlags {
  json?: boolean;
  strict?: boolean;
}

/** Lines between two looks at the world outside: a signal gets its turn then. */
const BREATHE = 64;

/** The lines of a script; it is read before the machine is held, since standard input may take its time. */
export function readScript(host: Host, file: string): string[] {
  try {
    const data = file === '-' ? host.readStdin() : readFileSync(file);
    return Buffer.from(data).toString().split('\n');
  } catch (error) {
    throw refusal(`run: ${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** A line of the script: its words, or why it has none. */
interface Line {
  argv: string[];
  error?: unknown;
}

/** Reads a line; memsim's own name before a command may be there or not. */
function readLine(line: string): Line {
  try {
    const words = splitWords(line);
    return { argv: words[0] === 'memsim' ? words.slice(1) : words };
  } catch (error) {
    return { argv: [line.trim()], error };
  }
}

/** Runs a line; what memsim itself refuses is a failure of this line alone. */
async function runGuarded(session: Session, { argv, error: unread }: Line): Promise<number> {
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

/** One object for scripts: what the command printed, apart from what the kernel logged. */
async function runForJson(session: Session, line: Line): Promise<number> {
  const { argv } = line;
  const { session: quiet, printed } = capture(session);
  const since = await logLength(session, argv);
  const before = session.slot.machine;
  const rc = await runGuarded(quiet, line);
  const { machine } = session.slot;
  const lines = machine?.kernel.state.log.lines.slice(machine === before ? since : 0) ?? [];
  const record = { argv, rc, ...printed(), dmesg: lines.map((line) => line.text) };
  session.out.write(`${JSON.stringify(record)}\n`);
  return rc;
}

/**
 * Runs each line; a command that fails does not stop the script unless it is strict.
 *
 * @returns the exit code of the command that stopped it; otherwise 0
 */
export async function run(session: Session, script: string[], { json, strict }: RunFlags): Promise<number> {
  const runOne = json ? runForJson : runGuarded;
  let count = 0;
  for (const text of script) {
    const line = readLine(text);
    if (line.argv.length === 0) continue;
    const rc = await runOne(session, line);
    if (rc !== 0 && strict) return rc;
    if (++count % BREATHE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return 0;
}
