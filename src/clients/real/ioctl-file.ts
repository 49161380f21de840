/**
 * The control file through which the preloaded library reaches the machine's nodes. One open file is one open
 * node; a request is kind, ioctl number and length (32 bits each) and that many bytes, a reply is result and
 * length and that many bytes.
 */
import { dataView } from '../../lib/bytes/data-view.ts';
import { ERRNO } from '../../lib/errno.ts';
import type { Files } from '../../wall/files.ts';
import type { OpenFile } from '../fuse/tree.ts';
import { type CallResult, nodeIoctl, openNode } from './ioctl.ts';

const KIND = { open: 1, ioctl: 2, loadModule: 3 } as const;
const REQUEST_HEADER = 12;
const REPLY_HEADER = 8;
/** Largest structure in bytes. */
const MAX_BYTES = 2 ** 20 + 4096;

interface Call {
  kind: number;
  number: number;
  input: Buffer;
}

/** Splits off the first complete call; undefined while it is not complete. */
function firstCall(received: Buffer): { call: Call; rest: Buffer } | undefined {
  if (received.length < REQUEST_HEADER) return undefined;
  const end = REQUEST_HEADER + received.readUInt32LE(8);
  if (received.length < end) return undefined;
  const call = {
    kind: received.readUInt32LE(0),
    number: received.readUInt32LE(4),
    input: received.subarray(REQUEST_HEADER, end),
  };
  return { call, rest: received.subarray(end) };
}

function replyTo({ result, data }: CallResult): Buffer {
  const reply = Buffer.alloc(REPLY_HEADER + data.length);
  const at = dataView(reply);
  at.setInt32(0, result, true);
  at.setUint32(4, data.length, true);
  reply.set(data, REPLY_HEADER);
  return reply;
}

function loadModule(files: Files, name: string): CallResult {
  const failure = files.loadModule(name);
  return { result: failure === undefined ? 0 : -ERRNO[failure.error], data: new Uint8Array() };
}

/** Answers the calls on one node, which the first call opens. */
function nodeCalls(files: () => Files): (call: Call) => CallResult {
  let node: string | undefined;
  return ({ kind, number, input }) => {
    const text = input.toString('latin1');
    if (kind === KIND.loadModule) return loadModule(files(), text);
    if (kind === KIND.open && node === undefined) {
      const opened = openNode(files(), text);
      if (opened.result === 0) node = text;
      return opened;
    }
    if (kind === KIND.ioctl && node !== undefined) return nodeIoctl(files(), node, number, input);
    return { result: -ERRNO.EBADF, data: new Uint8Array() };
  };
}

/**
 * Opens the control file. A write fails with EINVAL when it announces too many bytes.
 *
 * @param files those of the kernel that runs: another one after a reboot
 */
export function openIoctls(files: () => Files): OpenFile {
  const answer = nodeCalls(files);
  let received: Buffer = Buffer.alloc(0);
  let replies: Buffer = Buffer.alloc(0);
  return {
    kind: 'stream',
    write(_offset, data) {
      received = Buffer.concat([received, data]);
      if (received.length > MAX_BYTES) return { error: 'EINVAL' };
      for (let next = firstCall(received); next !== undefined; next = firstCall(received)) {
        received = next.rest;
        replies = Buffer.concat([replies, replyTo(answer(next.call))]);
      }
      return data.length;
    },
    read(_offset, size) {
      const piece = replies.subarray(0, size);
      replies = replies.subarray(size);
      return piece;
    },
  };
}
