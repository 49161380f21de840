/** Runs the calls of drop-ins on the machine of a session. */
import { resolve } from 'node:path';
import type { Call, CallResult, RunCall } from '../../../clients/exec/call-file.ts';
import type { WaitingCall } from '../../../clients/exec/waiting-call.ts';
import { visible } from '../../../lib/controls.ts';
import { isToolName } from '../../../machine/tools.ts';
import type { WaitingCommand } from '../../../tools/tool.ts';
import { dispatch } from '../../dispatch/dispatch.ts';
import type { HostAccess } from '../../input/host-files.ts';
import { colorLevel } from '../../output/color.ts';
import { describeError } from '../../output/describe-error.ts';
import { safeOutput } from '../../output/safe-output.ts';
import { type Capture, captureOutput } from '../../session/capture.ts';
import type { Output } from '../../session/host.ts';
import { printResult, type Session, say } from '../../session/session.ts';
import { dropInNamed } from './drop-ins.ts';

/** Exit code of a shell for a program that it does not find. */
const NOT_FOUND = 127;

/** Files named by a drop-in: relative to its folder, and its own standard streams. */
const filesOf = ({ files, readStdin }: Session['host'], cwd: string, out: Output): HostAccess => ({
  read: (path) => (path === '/dev/stdin' ? readStdin() : files.read(resolve(cwd, path))),
  write(path, data) {
    if (path === '/dev/stdout') out.write(data);
    else files.write(resolve(cwd, path), data);
  },
  append: (path, data) => files.append(resolve(cwd, path), data),
});

/** The session of one call; `lacksInput` after it read standard input that the drop-in has not sent yet. */
interface CallSession {
  session: Session;
  out: Capture;
  err: Capture;
  lacksInput(): boolean;
  /** The command, if it waits for events. */
  waiting(): WaitingCommand | undefined;
}

function sessionOf(session: Session, { cwd, terminal, stdin, mayWait }: Call): CallSession {
  let lacks = false;
  let waits: WaitingCommand | undefined;
  const goOn = (command: WaitingCommand): void => {
    waits = command;
  };
  const readStdin = (): Uint8Array => {
    lacks ||= stdin === undefined;
    if (stdin === undefined) throw new Error('standard input is not read yet');
    return stdin;
  };
  const like = (output: Output, isTerminal: boolean): Capture =>
    captureOutput(isTerminal ? { isTerminal, columns: output.columns, rows: output.rows } : {});
  const out = like(session.out, terminal.out);
  const err = like(session.err, terminal.err);
  const safe = ({ output }: Capture): Output =>
    safeOutput(output, colorLevel(session.settings.color, session.host.env, output) > 0);
  const host = { ...session.host, readStdin };
  return {
    session: {
      ...session,
      host: { ...host, files: filesOf(host, cwd, out.output), stdout: safe(out), stderr: safe(err) },
      out: safe(out),
      err: safe(err),
      ...(mayWait === true && { goOn }),
    },
    out,
    err,
    lacksInput: () => lacks,
    waiting: () => waits,
  };
}

async function runWords(session: Session, [name = '', ...argv]: readonly string[]): Promise<number> {
  const dropIn = dropInNamed(name);
  if (dropIn === undefined) return NOT_FOUND;
  if (dropIn.load === undefined) return dispatch(session, [...(dropIn.words ?? [name]), ...argv]);
  const program = await dropIn.load();
  const result = await program(session, argv);
  printResult(session, result);
  return result.rc;
}

/** Changes of the machine, for commands that wait for them. */
export interface Changes {
  /** The machine may have changed. */
  changed(): void;
  /** Calls `act` at each change; returns the way to withdraw it. */
  onChange(act: () => void): () => void;
}

const MILLION = 1_000_000n;
/** Exit code of a process that another boot ended. */
const ENDED_BY_BOOT = 143;

/** A command that waits on the machine of now: it ends when another one boots. */
function waitingCall(
  { slot }: Session,
  command: WaitingCommand,
  { changed, onChange }: Changes,
): WaitingCall {
  const { machine } = slot;
  return {
    isDaemon: command.isDaemon,
    timeout: command.timeout,
    resume(cause, pid) {
      if (slot.machine !== machine) return { stdout: '', stderr: '', rc: ENDED_BY_BOOT };
      const { stdout, stderr, rc } = command.resume({ cause, pid, time: BigInt(Date.now()) * MILLION });
      if (cause === 'start') changed();
      return { stdout: visible(stdout), stderr: visible(stderr), rc };
    },
    onChange,
  };
}

/** A function that runs the calls of drop-ins. */
export const callsOn =
  (session: Session, changes: Changes): RunCall =>
  async (call): Promise<CallResult | 'stdin' | WaitingCall> => {
    const { session: own, out, err, lacksInput, waiting } = sessionOf(session, call);
    let rc: number;
    try {
      rc = await runWords(own, call.argv);
    } catch (error) {
      const { text, code } = describeError(error, session.host.env);
      rc = code;
      if (!lacksInput()) say(own, text);
    }
    const command = waiting();
    if (command !== undefined) return waitingCall(session, command, changes);
    const buffered = isToolName(call.argv[0] ?? '') && !call.terminal.out;
    return lacksInput() ? 'stdin' : { rc, stdout: out.bytes(), stderr: err.bytes(), buffered };
  };
