/**
 * Wire format of the kernel's FUSE device (linux/fuse.h, protocol 7.31), for little-endian hosts: a request is a
 * header of 40 bytes and its arguments, a reply a header of 16 bytes and its result.
 */

export const OPCODE = {
  LOOKUP: 1,
  FORGET: 2,
  GETATTR: 3,
  SETATTR: 4,
  READLINK: 5,
  SYMLINK: 6,
  MKNOD: 8,
  MKDIR: 9,
  UNLINK: 10,
  RMDIR: 11,
  RENAME: 12,
  LINK: 13,
  OPEN: 14,
  READ: 15,
  WRITE: 16,
  STATFS: 17,
  RELEASE: 18,
  FSYNC: 20,
  FLUSH: 25,
  INIT: 26,
  OPENDIR: 27,
  READDIR: 28,
  RELEASEDIR: 29,
  FSYNCDIR: 30,
  CREATE: 35,
  INTERRUPT: 36,
  DESTROY: 38,
  POLL: 40,
  BATCH_FORGET: 42,
  RENAME2: 45,
} as const;

/** Node id of the root of the file system. */
export const ROOT_ID = 1;
/** Bytes of one write at most: 32 pages, the limit without FUSE_MAX_PAGES. */
export const MAX_WRITE = 131072;
/** Bytes to offer to one read of the device: a write and its headers. */
export const REQUEST_SIZE = MAX_WRITE + 4096;

const IN_HEADER = 40;
const OUT_HEADER = 16;
const MAJOR = 7;
const MINOR = 31;
/** FUSE_ATOMIC_O_TRUNC (open carries O_TRUNC) and FUSE_BIG_WRITES. */
const INIT_FLAGS = 0x28;
const INIT_OUT = 64;
const ATTR = 88;
const ENTRY_OUT = 40 + ATTR;
const ATTR_OUT = 16 + ATTR;
const DIRENT = 24;
/** Directory entries are padded to multiples of 8 bytes. */
const ALIGN = 8;
const BLOCK = 4096;

/** Flags of an open file: reads and writes bypass the page cache; it has no offset; its cache stays valid. */
export const OPEN_DIRECT = 1;
export const OPEN_KEEP_CACHE = 2;
export const OPEN_STREAM = 16;

/** A request of the kernel. */
export interface Request {
  opcode: number;
  unique: bigint;
  node: number;
  /** Arguments behind the header. */
  body: Buffer;
}

/** Parses one request; the body shares the memory of `data`. */
export const parseRequest = (data: Buffer): Request => ({
  opcode: data.readUInt32LE(4),
  unique: data.readBigUInt64LE(8),
  node: Number(data.readBigUInt64LE(16)),
  body: data.subarray(IN_HEADER, data.readUInt32LE(0)),
});

/** A reply; `error` is a positive errno, with which there is no body. */
export function encodeReply(unique: bigint, error: number, body?: Uint8Array): Buffer {
  const length = OUT_HEADER + (body?.length ?? 0);
  const reply = Buffer.alloc(length);
  reply.writeUInt32LE(length, 0);
  reply.writeInt32LE(-error, 4);
  reply.writeBigUInt64LE(unique, 8);
  if (body !== undefined) reply.set(body, OUT_HEADER);
  return reply;
}

/** Attributes of a node. */
export interface Attributes {
  /** Type and permission bits, `0o100644`. */
  mode: number;
  size: number;
  /** Major and minor number of a device. */
  device?: DeviceNumber | undefined;
}

export interface DeviceNumber {
  major: number;
  minor: number;
}

/** new_encode_dev() of linux/kdev_t.h. */
const encodeDevice = ({ major, minor }: DeviceNumber): number =>
  (minor % 256) + major * 256 + Math.floor(minor / 256) * 2 ** 20;

function putAttributes(out: Buffer, at: number, node: number, { mode, size, device }: Attributes): void {
  out.writeBigUInt64LE(BigInt(node), at);
  out.writeBigUInt64LE(BigInt(size), at + 8);
  out.writeUInt32LE(mode, at + 60);
  out.writeUInt32LE(1, at + 64);
  if (device !== undefined) out.writeUInt32LE(encodeDevice(device), at + 76);
  out.writeUInt32LE(BLOCK, at + 80);
}

/** Result of LOOKUP. */
export function entryOut(node: number, attributes: Attributes, validSeconds: number): Buffer {
  const out = Buffer.alloc(ENTRY_OUT);
  out.writeBigUInt64LE(BigInt(node), 0);
  out.writeBigUInt64LE(BigInt(validSeconds), 16);
  out.writeBigUInt64LE(BigInt(validSeconds), 24);
  putAttributes(out, ENTRY_OUT - ATTR, node, attributes);
  return out;
}

/** Result of GETATTR and SETATTR. */
export function attrOut(node: number, attributes: Attributes, validSeconds: number): Buffer {
  const out = Buffer.alloc(ATTR_OUT);
  out.writeBigUInt64LE(BigInt(validSeconds), 0);
  putAttributes(out, ATTR_OUT - ATTR, node, attributes);
  return out;
}

/** Result of INIT. */
export function initOut(): Buffer {
  const out = Buffer.alloc(INIT_OUT);
  out.writeUInt32LE(MAJOR, 0);
  out.writeUInt32LE(MINOR, 4);
  out.writeUInt32LE(INIT_FLAGS, 12);
  out.writeUInt32LE(MAX_WRITE, 20);
  out.writeUInt32LE(1, 24);
  return out;
}

/** Result of OPEN and OPENDIR. */
export function openOut(handle: number, flags: number): Buffer {
  const out = Buffer.alloc(16);
  out.writeBigUInt64LE(BigInt(handle), 0);
  out.writeUInt32LE(flags, 8);
  return out;
}

/** Result of WRITE: the number of bytes taken. */
export function writeOut(size: number): Buffer {
  const out = Buffer.alloc(8);
  out.writeUInt32LE(size, 0);
  return out;
}

/** Events of poll(): a file that can be read and written, and an attribute that was notified. */
const POLL_READY = 0x145;
const POLL_NOTIFIED = 0x00a;

/** Result of POLL. */
export function pollOut(isNotified: boolean): Buffer {
  const out = Buffer.alloc(8);
  out.writeUInt32LE(POLL_READY + (isNotified ? POLL_NOTIFIED : 0), 0);
  return out;
}

const NOTIFY_POLL = 1;

/** A message without a request: the file that POLL named `kernelHandle` is to be polled again. */
export function encodePollWakeup(kernelHandle: bigint): Buffer {
  const body = Buffer.alloc(8);
  body.writeBigUInt64LE(kernelHandle, 0);
  return encodeReply(0n, -NOTIFY_POLL, body);
}

/** Result of STATFS: a file system without blocks, as sysfs is. */
export function statfsOut(): Buffer {
  const out = Buffer.alloc(80);
  out.writeUInt32LE(BLOCK, 40);
  out.writeUInt32LE(255, 44);
  out.writeUInt32LE(BLOCK, 48);
  return out;
}

/** A directory entry; `type` has the file type bits of a mode. */
export interface Dirent {
  node: number;
  name: string;
  type: number;
}

const TYPE_SHIFT = 4096;

/** Entries from position `offset` on, as many as fit into `room` bytes. */
export function direntsOut(entries: readonly Dirent[], offset: number, room: number): Buffer {
  const parts: Buffer[] = [];
  let left = room;
  for (const [i, { node, name, type }] of entries.slice(offset).entries()) {
    const text = Buffer.from(name);
    const size = Math.ceil((DIRENT + text.length) / ALIGN) * ALIGN;
    if (size > left) break;
    left -= size;
    const out = Buffer.alloc(size);
    out.writeBigUInt64LE(BigInt(node), 0);
    out.writeBigUInt64LE(BigInt(offset + i + 1), 8);
    out.writeUInt32LE(text.length, 16);
    out.writeUInt32LE(Math.floor(type / TYPE_SHIFT), 20);
    out.set(text, DIRENT);
    parts.push(out);
  }
  return Buffer.concat(parts);
}

/** Arguments of READ, READDIR and WRITE. */
export interface Transfer {
  handle: number;
  offset: number;
  size: number;
  /** The data of a WRITE. */
  data: Buffer;
}

const TRANSFER_IN = 40;

export const parseTransfer = (body: Buffer): Transfer => ({
  handle: Number(body.readBigUInt64LE(0)),
  offset: Number(body.readBigUInt64LE(8)),
  size: body.readUInt32LE(16),
  data: body.subarray(TRANSFER_IN),
});

/** A name ended by a zero byte. */
export const parseName = (body: Buffer): string => body.toString('utf8', 0, body.indexOf(0));

/** Bits of `valid` in SETATTR: the mode and the owner are to change. */
const SET_MODE_OR_OWNER = 0x7;

/** Tests whether SETATTR is to change the mode or the owner. */
export const changesMode = (body: Buffer): boolean => (body.readUInt32LE(0) & SET_MODE_OR_OWNER) !== 0;

/** Open flags of OPEN. */
export const parseOpenFlags = (body: Buffer): number => body.readUInt32LE(0);

/** Handle of RELEASE and RELEASEDIR. */
export const parseHandle = (body: Buffer): number => Number(body.readBigUInt64LE(0));

const SCHEDULE_NOTIFY = 1;

/** Arguments of POLL: the handle, and the kernel's own one if somebody waits on the file. */
export const parsePoll = (body: Buffer): { handle: number; kernelHandle: bigint | undefined } => ({
  handle: parseHandle(body),
  kernelHandle: (body.readUInt32LE(16) & SCHEDULE_NOTIFY) === 0 ? undefined : body.readBigUInt64LE(8),
});

/** Number of the request that INTERRUPT withdraws. */
export const parseInterrupt = (body: Buffer): bigint => body.readBigUInt64LE(0);

const FORGET_ONE = 16;

/** Nodes and counts of FORGET (`node` is the one of its header) or of BATCH_FORGET. */
export function parseForget({ opcode, node, body }: Request): [node: number, count: number][] {
  if (opcode === OPCODE.FORGET) return [[node, Number(body.readBigUInt64LE(0))]];
  return Array.from({ length: body.readUInt32LE(0) }, (_, i) => [
    Number(body.readBigUInt64LE(8 + i * FORGET_ONE)),
    Number(body.readBigUInt64LE(16 + i * FORGET_ONE)),
  ]);
}
