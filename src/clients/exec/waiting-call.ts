/**
 * A drop-in whose command waits for events of the machine. After the first line of the reply, `wait` or `daemon`,
 * the drop-in writes the number of its process and reads lines: a text for standard output begins with `>`, one
 * for standard error with `!`; any other line is the exit code. A read waits while there is no line.
 */
import type { BlockedRead } from '../fuse/tree.ts';

/** Output of a command since it last waited; `rc` once it has ended. */
export interface Progress {
  stdout: string;
  stderr: string;
  rc: number | undefined;
}

/** A command that waits. */
export interface WaitingCall {
  /** The drop-in continues in the background. */
  isDaemon: boolean;
  /** Milliseconds after which the command resumes without an event; undefined for never. */
  timeout: number | undefined;
  /** Goes on; `start` comes first. */
  resume(cause: 'start' | 'event' | 'timeout', pid: number): Progress;
  /** Calls `act` after each change of the machine; returns the way to withdraw it. */
  onChange(act: () => void): () => void;
}

/** The lines of a waiting command. */
export interface WaitingStream {
  /** Takes the number of the process, which starts the command. */
  write(data: Uint8Array): void;
  read(size: number): Uint8Array | BlockedRead;
  close(): void;
}

/** First line of the reply. */
export const waitingHead = ({ isDaemon }: WaitingCall): string => (isDaemon ? 'daemon\n' : 'wait\n');

const marked = (mark: string, text: string): string =>
  text === '' ? '' : `${text.replace(/\n$/, '').replace(/^/gm, mark)}\n`;

const nothing = (): void => {};

/** Opens the lines of a command. */
export function openWaiting(call: WaitingCall): WaitingStream {
  let pid: number | undefined;
  let lines: Buffer = Buffer.alloc(0);
  let hasEnded = false;
  let wake = nothing;
  let timer: NodeJS.Timeout | undefined;
  let withdraw = nothing;

  function end(): void {
    hasEnded = true;
    clearTimeout(timer);
    withdraw();
  }

  /** The timeout counts from the last output. */
  function arm(): void {
    clearTimeout(timer);
    if (call.timeout !== undefined && !hasEnded) timer = setTimeout(() => goOn('timeout'), call.timeout);
  }

  function goOn(cause: 'start' | 'event' | 'timeout'): void {
    if (pid === undefined || hasEnded) return;
    const { stdout, stderr, rc } = call.resume(cause, pid);
    const status = rc === undefined ? '' : `${rc}\n`;
    const text = marked('!', stderr) + marked('>', stdout) + status;
    if (rc !== undefined) end();
    if (cause !== 'event' || text !== '') arm();
    if (text === '') return;
    lines = Buffer.concat([lines, Buffer.from(text)]);
    wake();
  }

  function take(size: number): Buffer {
    const piece = lines.subarray(0, size);
    lines = lines.subarray(size);
    return piece;
  }

  return {
    write(data) {
      if (pid !== undefined) return;
      pid = Number.parseInt(Buffer.from(data).toString(), 10) || 0;
      goOn('start');
      if (!hasEnded) withdraw = call.onChange(() => goOn('event'));
    },
    read(size) {
      if (lines.length > 0 || hasEnded) return take(size);
      let interrupt = nothing;
      const data = new Promise<Uint8Array | { error: 'EINTR' }>((resolve) => {
        const settle = (result: () => Uint8Array | { error: 'EINTR' }) => (): void => {
          wake = nothing;
          resolve(result());
        };
        wake = settle(() => take(size));
        interrupt = settle(() => ({ error: 'EINTR' }));
      });
      return { data, interrupt };
    },
    close: end,
  };
}
