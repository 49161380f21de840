/**
 * Bytes of a device node: the data of a block device, or the label area of a DIMM, which its node transfers
 * by ioctl in chunks.
 */
import { type Failure, type Files, failed } from '../wall/files.ts';

const isDimm = (path: string): boolean => /^\/dev\/nmem\d+$/.test(path);

interface LabelArea {
  size: number;
  /** Maximum number of bytes per request. */
  piece: number;
}

function labelArea(files: Files, path: string): LabelArea | Failure {
  const reply = files.ioctl(path, { command: 'get-config-size' });
  if (failed(reply)) return reply;
  return { size: reply.size ?? 0, piece: reply.maxTransfer ?? 0 };
}

/** Up to `length` bytes from `offset`, fewer at the end of the device. */
export function readDevice(files: Files, path: string, offset: number, length: number): Uint8Array | Failure {
  if (!isDimm(path)) return files.readBytes(path, offset, length);
  const area = labelArea(files, path);
  if (failed(area)) return area;
  const out = new Uint8Array(Math.max(0, Math.min(length, area.size - offset)));
  for (let at = 0; at < out.length; at += area.piece) {
    const take = Math.min(area.piece, out.length - at);
    const reply = files.ioctl(path, { command: 'get-config-data', offset: offset + at, length: take });
    if (failed(reply)) return reply;
    out.set(reply.data ?? [], at);
  }
  return out;
}

/** Writes at `offset`. EBUSY for the label area of a DIMM in use by a region. */
export function writeDevice(
  files: Files,
  path: string,
  offset: number,
  data: Uint8Array,
): Failure | undefined {
  if (!isDimm(path)) return files.writeBytes(path, offset, data);
  const area = labelArea(files, path);
  if (failed(area)) return area;
  if (offset + data.length > area.size) return { error: 'ENOSPC' };
  for (let at = 0; at < data.length; at += area.piece) {
    const piece = data.subarray(at, at + area.piece);
    const reply = files.ioctl(path, { command: 'set-config-data', offset: offset + at, data: piece });
    if (failed(reply)) return reply;
  }
  return undefined;
}
