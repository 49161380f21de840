/** `memsim run FILE`: runs a file of commands, one a line, in one process. */

import { runRecorded } from '../../experiments/record.ts';
import { type Line, readLine } from '../../experiments/script.ts';
import { runGuarded, runnerOn } from '../dispatch/runner.ts';
import { readNamed } from '../input/named-files.ts';
import type { Host } from '../session/host.ts';
import type { Caller, Session } from '../session/session.ts';

export interface RunFlags {
  json?: boolean;
  strict?: boolean;
}

/** Lines between two turns of the event loop, in which signals are handled. */
const BREATHE = 64;

/**
 * Reads the lines of a script.
 *
 * @param command the calling command, for the refusal
 */
export function readScript(host: Host, file: string, command = 'run'): string[] {
  return Buffer.from(readNamed(host, file, command))
    .toString()
    .split('\n');
}

/** Arguments of `run`. The script is read before the machine is locked, since standard input may wait. */
export const readRunScript = ({ host }: Caller, file: string, flags: RunFlags): [string[], RunFlags] => [
  readScript(host, file),
  flags,
];

/** Lets a signal have its turn between two commands, when what they did may be saved. */
async function breathe({ slot, host }: Session): Promise<void> {
  slot.settled = true;
  await new Promise((resolve) => setImmediate(resolve));
  host.endIfTold();
  slot.settled = false;
}

/** One object for scripts. */
async function runForJson(session: Session, line: Line): Promise<number> {
  const { log, ...record } = await runRecorded(runnerOn(session), line);
  const dmesg = log.map(({ text }) => text);
  session.out.write(`${JSON.stringify({ ...record, dmesg })}\n`);
  return record.rc;
}

/**
 * Runs each line. A failed command stops the script only with `strict`.
 *
 * @returns the exit code of the command that stops the script; otherwise 0
 */
export async function run(session: Session, script: string[], { json, strict }: RunFlags): Promise<number> {
  const runOne = json ? runForJson : runGuarded;
  let count = 0;
  for (const text of script) {
    const line = readLine(text);
    if (line.argv.length === 0) continue;
    const rc = await runOne(session, line);
    if (rc !== 0 && strict) return rc;
    if (++count % BREATHE === 0) await breathe(session);
  }
  return 0;
}
