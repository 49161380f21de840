/** Numbers and structures of ioctls as they cross from a process to the machine. */
import { dataView } from '../../lib/bytes/data-view.ts';
import type { IoctlReply, IoctlRequest } from '../../lib/uapi.ts';

/** The structure behind one ioctl number. */
export interface Codec {
  /** Smallest size of the structure in bytes. */
  size: number;
  /** The request; undefined for an unknown one. */
  decode(at: DataView): IoctlRequest | undefined;
  /** Writes the reply into a copy of the request's structure; returns it, or the bytes that replace it. */
  encode(at: DataView, reply: IoctlReply): Uint8Array | undefined;
}

/** An ioctl number that writes and reads a structure (_IOWR of asm-generic/ioctl.h). */
export const iowr = (type: number, number: number, size: number): number =>
  ((3 << 30) | (size << 16) | (type << 8) | number) >>> 0;
/** An ioctl number that reads a structure (_IOR). */
export const ior = (type: number, number: number, size: number): number =>
  ((2 << 30) | (size << 16) | (type << 8) | number) >>> 0;

/** A little-endian 64-bit number; exact, since addresses and lengths of emulated memory stay below 2 ** 53. */
export const getU64 = (at: DataView, offset: number): number => Number(at.getBigUint64(offset, true));
/** Writes a little-endian 64-bit number. */
export const setU64 = (at: DataView, offset: number, value: number): void =>
  at.setBigUint64(offset, BigInt(value), true);
/** A little-endian 32-bit number. */
export const getU32 = (at: DataView, offset: number): number => at.getUint32(offset, true);
/** Writes a little-endian 32-bit number. */
export const setU32 = (at: DataView, offset: number, value: number): void =>
  at.setUint32(offset, value, true);

/** Up to `length` bytes from `offset`. */
export const bytesAt = (at: DataView, offset: number, length = at.byteLength): Uint8Array =>
  new Uint8Array(at.buffer, at.byteOffset + offset, Math.min(length, at.byteLength - offset));

/** Copies as much of `data` as fits. */
export function setBytes(at: DataView, offset: number, data: Uint8Array): void {
  const room = bytesAt(at, offset);
  room.set(data.subarray(0, room.length));
}

/** A view of new memory of a size, filled by a function. */
export function structure(size: number, fill: (at: DataView) => void): Uint8Array {
  const data = new Uint8Array(size);
  fill(dataView(data));
  return data;
}
