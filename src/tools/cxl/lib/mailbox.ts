/** Mailbox commands of libcxl: identity and partitions of a device, and its label area. */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import type { CxlMailboxRequest, IoctlReply } from '../../../lib/uapi.ts';
import { failed } from '../../../wall/files.ts';
import { err } from '../../util/sysfs.ts';
import type { Memdev } from './memdev.ts';

/** A command's reply, or a negative errno. */
function submit({ ctx, name }: Memdev, request: CxlMailboxRequest): IoctlReply | number {
  const reply = ctx.files.ioctl(`/dev/cxl/${name}`, request);
  return failed(reply) ? -ERRNO[reply.error] : reply;
}

/** Capacity of a device in bytes. */
export interface Identity {
  total: number;
  volatileOnly: number;
  persistentOnly: number;
  partitionAlign: number;
}

/** The partitions of a device, now and after the next boot. */
export interface Partition {
  activeVolatile: number;
  activePersistent: number;
  nextVolatile: number;
  nextPersistent: number;
}

function capacity(memdev: Memdev, id: 'IDENTIFY' | 'GET_PARTITION_INFO'): Record<string, number> | undefined {
  const reply = submit(memdev, { command: 'cxl-mailbox', id });
  return typeof reply === 'number' || reply.status !== 0 ? undefined : reply.capacity;
}

/** The identity that the device reports; undefined if it reports none. */
export const identify = (memdev: Memdev): Identity | undefined =>
  capacity(memdev, 'IDENTIFY') as Identity | undefined;

/** The partitions that the device reports; undefined if it reports none. */
export const partition = (memdev: Memdev): Partition | undefined =>
  capacity(memdev, 'GET_PARTITION_INFO') as Partition | undefined;

/** Sets the partitions of a device from the next boot on: errno of the call, status of the device. */
export function setPartition(memdev: Memdev, volatileSize: number): { rc: number; status: number } {
  const reply = submit(memdev, { command: 'cxl-mailbox', id: 'SET_PARTITION_INFO', volatileSize });
  return typeof reply === 'number' ? { rc: reply, status: 0 } : { rc: 0, status: reply.status };
}

/** Size of the header of a write in its payload, in bytes. */
const SET_LSA_HEADER = 8;

interface Extent {
  offset: number;
  length: number;
}

/** One command of at most a payload; 0 or a negative errno, both failures reported. */
function lsaOp(memdev: Memdev, request: CxlMailboxRequest): IoctlReply | number {
  const reply = submit(memdev, request);
  if (typeof reply === 'number') {
    err(memdev.ctx, '__lsa_op', `${memdev.name}: cmd submission failed: ${strerror(reply)}`);
    return reply;
  }
  if (reply.status === 0) return reply;
  err(memdev.ctx, '__lsa_op', `${memdev.name}: firmware status: ${reply.status}`);
  return -ERRNO.ENXIO;
}

/** Runs a command for every piece of an extent; 0, or the first errno. */
function eachPiece(
  memdev: Memdev,
  { offset, length }: Extent,
  op: (piece: Extent) => IoctlReply | number,
): number {
  const most = memdev.payloadMax - SET_LSA_HEADER;
  for (let at = 0; at < length; at += most) {
    const reply = op({ offset: offset + at, length: Math.min(most, length - at) });
    if (typeof reply === 'number') return reply;
  }
  return 0;
}

/** Bytes of the label area, or a negative errno. */
export function readLabel(memdev: Memdev, extent: Extent): Uint8Array | number {
  const out = new Uint8Array(extent.length);
  const rc = eachPiece(memdev, extent, ({ offset, length }) => {
    const reply = lsaOp(memdev, { command: 'cxl-mailbox', id: 'GET_LSA', offset, length });
    if (typeof reply !== 'number' && reply.data !== undefined) out.set(reply.data, offset - extent.offset);
    return reply;
  });
  return rc < 0 ? rc : out;
}

/** Writes into the label area. 0 or a negative errno; after a failure the area may be half written. */
export function writeLabel(memdev: Memdev, data: Uint8Array, offset: number, isZeroes = false): number {
  const rc = eachPiece(memdev, { offset, length: data.length }, (piece) => {
    const from = piece.offset - offset;
    return lsaOp(memdev, {
      command: 'cxl-mailbox',
      id: 'SET_LSA',
      offset: piece.offset,
      data: data.subarray(from, from + piece.length),
    });
  });
  if (rc < 0 && !isZeroes)
    err(memdev.ctx, 'lsa_op', `${memdev.name}: labels may be in an inconsistent state`);
  return rc;
}
