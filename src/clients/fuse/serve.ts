/** The loop of a FUSE server: one request after the other, from the device and back to it. */
import { read, writeSync } from 'node:fs';
import type { Answer, Answers } from './handlers.ts';
import {
  encodePollWakeup,
  encodeReply,
  OPCODE,
  parseRequest,
  REQUEST_SIZE,
  type Request,
} from './protocol.ts';

/** An interrupted read, and a request that the kernel withdrew. */
const AGAIN = new Set(['EINTR', 'EAGAIN', 'ENOENT']);
/** The file system is unmounted, or was in the middle of a request. */
const ENDED = new Set(['ENODEV', 'ECONNABORTED']);
const EIO = 5;

const nextRequest = (fd: number, buffer: Buffer): Promise<Request | undefined> =>
  new Promise((resolve, reject) => {
    const attempt = (): void =>
      read(fd, buffer, 0, buffer.length, null, (error, length) => {
        if (error === null) resolve(length === 0 ? undefined : parseRequest(buffer.subarray(0, length)));
        else if (AGAIN.has(error.code ?? '')) attempt();
        else if (ENDED.has(error.code ?? '')) resolve(undefined);
        else reject(error);
      });
    attempt();
  });

/** Writes a reply; the kernel refuses one to a request that it withdrew. */
function reply(fd: number, data: Buffer): void {
  try {
    writeSync(fd, data);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!AGAIN.has(code) && !ENDED.has(code)) throw error;
  }
}

/**
 * Serves requests until the file system is unmounted, one after the other. Only the target of a link, which can
 * depend on other requests, and a read that waits for data may take their time.
 *
 * @param fd the device, mounted already
 * @param failed called with an error of an answer; the calling process gets EIO
 */
export async function serve(fd: number, answers: Answers, failed: (error: unknown) => void): Promise<void> {
  const buffer = Buffer.alloc(REQUEST_SIZE);
  let isServing = true;

  async function caught<T>(answer: Promise<T>): Promise<T | number> {
    try {
      return await answer;
    } catch (error) {
      failed(error);
      return EIO;
    }
  }

  function send(unique: bigint, answer: Answer): void {
    if (!isServing) return;
    if (typeof answer === 'number') reply(fd, encodeReply(unique, answer));
    else reply(fd, encodeReply(unique, 0, answer));
  }

  async function respond(request: Request): Promise<void> {
    const { unique } = request;
    const result = await caught(answers.answer(request));
    if (typeof result === 'object' && 'late' in result) {
      void caught(result.late).then((answer) => send(unique, answer));
    } else if (result !== undefined) {
      send(unique, result);
    }
    for (const handle of answers.notified()) reply(fd, encodePollWakeup(handle));
  }

  for (;;) {
    const request = await nextRequest(fd, buffer);
    if (request === undefined) break;
    const answered = respond(request);
    if (request.opcode !== OPCODE.READLINK) await answered;
  }
  isServing = false;
  answers.end();
}
