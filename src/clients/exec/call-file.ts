/**
 * The control file through which a drop-in runs a command in memsim. A drop-in opens it, writes its working
 * folder, the numbers of its outputs that are terminals, its name and its arguments, each ended by a zero byte,
 * and reads. The first line is the exit code and the numbers of the streams whose texts follow, each read to its
 * end. The line `stdin` instead requests standard input, which the drop-in writes before it reads again; `wait` and
 * `daemon` are those of waiting-call.ts.
 */
import type { BlockedRead, OpenFile } from '../fuse/tree.ts';
import { openWaiting, type WaitingCall, type WaitingStream, waitingHead } from './waiting-call.ts';

/** A call of a drop-in. */
export interface Call {
  /** The working folder of the drop-in. */
  cwd: string;
  /** Standard output and standard error are terminals. */
  terminal: { out: boolean; err: boolean };
  /** The name of the drop-in and its arguments. */
  argv: string[];
  /** Standard input; undefined before it is requested. */
  stdin?: Uint8Array;
  /** The drop-in can wait for events. */
  mayWait?: true;
}

export interface CallResult {
  rc: number;
  stdout: Uint8Array;
  stderr: Uint8Array;
  /** Standard error is printed first, as by a program that writes a pipe or a file when it ends. */
  buffered?: boolean;
}

/**
 * Runs a call; `stdin` for one that needs standard input, and is repeated with it. A command that waits for
 * events did nothing yet.
 */
export type RunCall = (call: Call) => Promise<CallResult | 'stdin' | WaitingCall>;

const FAILED = 1;

/** Parses what a drop-in writes. */
export function parseCall(text: string): Call {
  const [cwd = '/', terminals = '', ...argv] = text.split('\0').slice(0, -1);
  return { cwd, terminal: { out: terminals.includes('1'), err: terminals.includes('2') }, argv };
}

const NOTHING = new Uint8Array();

/** Streams that have a text, in the order in which they are printed. */
function streamsOf({ stdout, stderr, buffered = false }: CallResult): { number: number; text: Uint8Array }[] {
  const streams = [
    { number: 1, text: stdout },
    { number: 2, text: stderr },
  ].filter(({ text }) => text.length > 0);
  return buffered ? streams.reverse() : streams;
}

/** The first line of a reply. */
export const replyHead = (result: CallResult): string =>
  `${[result.rc, ...streamsOf(result).map(({ number }) => number)].join(' ')}\n`;

/** The texts of a reply, each read to its end; the first line precedes the first one. */
function replyTexts(result: CallResult): Uint8Array[] {
  const [first = NOTHING, ...rest] = streamsOf(result).map(({ text }) => text);
  return [Buffer.concat([Buffer.from(replyHead(result)), first]), ...rest];
}

/** Opens the control file for one call. */
export function openCall(run: RunCall): OpenFile {
  let written: Uint8Array[] = [];
  let call: Call | undefined;
  let texts: Uint8Array[] | undefined;
  let asksForInput = false;
  let waiting: WaitingStream | undefined;

  /** Runs the call with what was written since the last read. */
  async function answer(): Promise<Uint8Array[]> {
    const data = Buffer.concat(written);
    written = [];
    call = call === undefined ? { ...parseCall(data.toString()), mayWait: true } : { ...call, stdin: data };
    if (call.argv.length === 0) return replyTexts({ rc: FAILED, stdout: NOTHING, stderr: NOTHING });
    const result = await run(call);
    asksForInput = result === 'stdin';
    if (typeof result === 'object' && 'resume' in result) {
      waiting = openWaiting(result);
      return [Buffer.from(waitingHead(result))];
    }
    return result === 'stdin' ? [Buffer.from('stdin\n')] : replyTexts(result);
  }

  return {
    kind: 'stream',
    async read(_offset, size): Promise<Uint8Array | BlockedRead> {
      const head = texts?.[0];
      if (waiting !== undefined && head?.length === 0) return waiting.read(size);
      if (texts === undefined || (asksForInput && texts[0]?.length === 0)) texts = await answer();
      const [text, ...rest] = texts;
      if (text === undefined) return NOTHING;
      texts = text.length === 0 ? rest : [text.subarray(size), ...rest];
      return text.subarray(0, size);
    },
    write(_offset, data) {
      if (waiting === undefined) written.push(data);
      else waiting.write(data);
      return data.length;
    },
    close: () => waiting?.close(),
  };
}
