/** `memsim run FILE`: runs a file of commands, one a line, in one process. */

import { runRecorded } from '../../experiments/record.ts';
import { type Line, readLine } from '../../experiments/script.ts';
import { shellWord } from '../../lib/shell-word.ts';
import { runGuarded, runnerOn } from '../dispatch/runner.ts';
import { readNamed } from '../input/named-files.ts';
import { JSON_VERSION } from '../output/print-model.ts';
import type { Host } from '../session/host.ts';
import type { Caller, Session } from '../session/session.ts';
import { turn } from '../session/turn.ts';

export interface RunFlags {
  json?: boolean;
  strict?: boolean;
}

/** Lines between two turns of the event loop, in which signals are handled. */
const LINES_PER_TURN = 64;
/** Lines of a script for which the process is worth preparing. */
const LONG = 16;

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

/** A script with the name of its file in messages. */
export interface NamedScript {
  name: string;
  lines: string[];
}

/** Arguments of `run`. The script is read before the machine is locked, since standard input may wait. */
export const readRunScript = ({ host }: Caller, file: string, flags: RunFlags): [NamedScript, RunFlags] => [
  { name: file === '-' ? 'stdin' : file, lines: readScript(host, file) },
  flags,
];

/** Handles pending signals between two commands, where the machine may be saved. */
async function handleSignals({ slot, host }: Session): Promise<void> {
  slot.settled = true;
  await turn();
  host.endIfSignalled();
  slot.settled = false;
}

/** Position of a line, `FILE:LINE`, and its number. */
interface Place {
  name: string;
  number: number;
}

/** Runs a line; prints a failure as `FILE:LINE: ..`. */
async function runForReader(session: Session, line: Line, { name, number }: Place): Promise<number> {
  const place = `${name}:${number}`;
  let refused = false;
  const rc = await runGuarded(session, line, ({ message }) => {
    refused = true;
    session.err.write(`${place}: ${message}\n`);
  });
  if (rc !== 0 && !refused)
    session.err.write(`${place}: ${line.argv.map(shellWord).join(' ')}: exit ${rc}\n`);
  return rc;
}

/** Runs a line; prints one object for it. */
async function runForJson(session: Session, line: Line, { number }: Place): Promise<number> {
  const { log, ...record } = await runRecorded(runnerOn(session), line);
  const dmesg = log.map(({ text }) => text);
  session.out.write(`${JSON.stringify({ version: JSON_VERSION, line: number, ...record, dmesg })}\n`);
  return record.rc;
}

/**
 * Runs each line. A failed command stops the script only with `strict`.
 *
 * @returns the exit code of the last command that ran; 0 for a script without one
 */
export async function run(
  session: Session,
  { name, lines }: NamedScript,
  { json, strict }: RunFlags,
): Promise<number> {
  if (lines.length > LONG) session.host.expectLongRun?.('script');
  const runOne = json ? runForJson : runForReader;
  const inner: Session = { ...session, nested: true };
  let count = 0;
  let rc = 0;
  for (const [index, text] of lines.entries()) {
    const line = readLine(text);
    if (line.argv.length === 0) continue;
    rc = await runOne(inner, line, { name, number: index + 1 });
    if (rc !== 0 && strict) return rc;
    if (++count % LINES_PER_TURN === 0) await handleSignals(session);
  }
  return rc;
}
