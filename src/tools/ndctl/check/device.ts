/** The raw block device of a BTT under check: reads, writes and messages (ndctl/check.c, 76.1). */

import { ERRNO, strerror } from '../../../lib/errno.ts';
import { alternateHex } from '../../../lib/units.ts';
import { type Files, failed } from '../../../wall/files.ts';
import { print } from '../../util/console.ts';
import { err, info, type LogContext } from '../../util/sysfs.ts';
import { bttHolds, INFO_BLOCK_SIZE } from '../lib/infoblock.ts';

export interface BttDevice {
  /** Log context under the namespace's name. */
  log: LogContext;
  files: Files;
  /** `/dev/pmem0` */
  path: string;
  /** Bytes of the namespace. */
  rawSize: number;
  /** Uuid of the namespace; info blocks of another one do not count. */
  parentUuid: string;
  /** Repairs may be written. */
  repair: boolean;
}

/** Reports a repair that is not made because repairs are not allowed. */
export const proposeRepair = (device: BttDevice): void =>
  info(device.log, 'repair_msg', '  Run with --repair to make the changes');

/** Prints on standard output, where the real command reports one of its repairs. */
export const announce = (device: BttDevice, text: string): void => print(device.log.con, `${text}\n`);

/** `length` bytes, fewer at the end of the device; or a negative errno. */
function readRaw(device: BttDevice, offset: number, length: number): Uint8Array | number {
  const bytes = device.files.readBytes(device.path, offset, length);
  return failed(bytes) ? -ERRNO[bytes.error] : bytes;
}

/** Bytes of a part that the info block describes. Bytes beyond the end of the device read as zeroes. */
export function readMapped(device: BttDevice, offset: number, length: number): Uint8Array {
  const bytes = readRaw(device, offset, length);
  if (typeof bytes !== 'number' && bytes.length === length) return bytes;
  const padded = new Uint8Array(length);
  if (typeof bytes !== 'number') padded.set(bytes);
  return padded;
}

/** Returns 0 or a negative errno. */
export function writeRaw(device: BttDevice, offset: number, data: Uint8Array): number {
  const refused = device.files.writeBytes(device.path, offset, data);
  return refused === undefined ? 0 : -ERRNO[refused.error];
}

/** The 4 KiB at an offset, without validation; or a negative errno. */
export function readInfoBlock(device: BttDevice, offset: number): Uint8Array | number {
  const bytes = readRaw(device, offset, INFO_BLOCK_SIZE);
  if (typeof bytes === 'number') {
    err(device.log, 'btt_read_info', `unable to read first info block: ${strerror(bytes)}`);
    return bytes;
  }
  if (bytes.length === INFO_BLOCK_SIZE) return bytes;
  err(device.log, 'btt_read_info', `short read of first info block: ${bytes.length}`);
  return -ERRNO.ENXIO;
}

/** A valid info block of this namespace; or a negative errno, -ENXIO if it is invalid. */
export function readValidInfoBlock(device: BttDevice, offset: number): Uint8Array | number {
  const block = readInfoBlock(device, offset);
  if (typeof block === 'number') return block;
  return bttHolds(block, device.parentUuid) ? block : -ERRNO.ENXIO;
}

/** Writes an info block back. 0; -EIO if repairs are not allowed; or another negative errno. */
export function restoreInfoBlock(device: BttDevice, block: Uint8Array, offset: number): number {
  const fn = 'btt_write_info';
  if (!device.repair) {
    err(device.log, fn, `BTT info block at offset ${alternateHex(offset)} needs to be restored`);
    proposeRepair(device);
    return -ERRNO.EIO;
  }
  info(device.log, fn, `Restoring BTT info block at offset ${alternateHex(offset)}`);
  const rc = writeRaw(device, offset, block);
  if (rc < 0) err(device.log, fn, `unable to write the info block: ${strerror(rc)}`);
  return rc;
}
