/** The loop of a FUSE server: one request after the other, from the device and back to it. */
import { read, writeSync } from 'node:fs';
import type { Answer } from './handlers.ts';
import { encodeReply, OPCODE, parseRequest, REQUEST_ROOM, type Request } from './protocol.ts';

/** An interrupted read, and a request that the kernel withdrew. */
const AGAIN = new Set(['EINTR', 'EAGAIN', 'ENOENT']);
/** The file system is unmounted, or was in the middle of a request. */
const ENDED = new Set(['ENODEV', 'ECONNABORTED']);
const EIO = 5;

const nextRequest = (fd: number, room: Buffer): Promise<Request | undefined> =>
  new Promise((resolve, reject) => {
    const attempt = (): void =>
      read(fd, room, 0, room.length, null, (error, length) => {
        if (error === null) resolve(length === 0 ? undefined : parseRequest(room.subarray(0, length)));
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
 * Serves requests until the file system is unmounted, one after the other. Only the target of a link may take
 * its time: it can depend on other requests.
 *
 * @param fd the device, mounted already
 * @param failed called with an error of `answer`; the process that asked sees EIO
 */
export async function serve(
  fd: number,
  answer: (request: Request) => Promise<Answer | undefined>,
  failed: (error: unknown) => void,
): Promise<void> {
  const room = Buffer.alloc(REQUEST_ROOM);
  async function respond(request: Request): Promise<void> {
    const { unique } = request;
    let result: Answer | undefined;
    try {
      result = await answer(request);
    } catch (error) {
      failed(error);
      result = EIO;
    }
    if (typeof result === 'number') reply(fd, encodeReply(unique, result));
    else if (result !== undefined) reply(fd, encodeReply(unique, 0, result));
  }
  for (;;) {
    const request = await nextRequest(fd, room);
    if (request === undefined) return;
    const answered = respond(request);
    if (request.opcode !== OPCODE.READLINK) await answered;
  }
}
