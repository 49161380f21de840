/** The steps of a firmware update: start, transfer, end, query (update_firmware() of ndctl/dimm.c, 76.1). */
import { ERRNO } from '../../../lib/errno.ts';
import type { Dimm } from '../lib/dimm.ts';
import {
  FW_STATUS,
  finishUpdate,
  queryUpdate,
  readFirmwareLimits,
  sendPiece,
  startUpdate,
} from '../lib/intel/firmware-update.ts';

/** An update of one DIMM. */
export interface Update {
  dimm: Dimm;
  image: Uint8Array;
  /** Another update that is under way is given up. */
  force: boolean;
  /** Prints an error of the DIMM. */
  complain(text: string): void;
  /** Prints an error of the command. */
  error(text: string): void;
  /** Prints a line on standard error. */
  print(line: string): void;
}

/** Attempts to begin an update with --force. */
const ATTEMPTS = 3;

/** Size of a piece in bytes, or a negative errno. */
function pieceSize({ dimm, image, complain, error }: Update): number {
  const limits = readFirmwareLimits(dimm);
  if (typeof limits === 'number') return limits;
  if (limits.status !== FW_STATUS.success) {
    complain('failed to retrieve firmware info');
    return -ERRNO.ENXIO;
  }
  if (image.length <= limits.storage) return limits.piece;
  error('Firmware file size greater than DIMM store\n');
  return -ERRNO.ENOSPC;
}

/** Gives an update up. Returns 0 or a negative errno. */
function abort({ dimm, print }: Update, context: number): number {
  const reply = finishUpdate(dimm, context, true);
  if (typeof reply === 'number') return reply;
  if (reply.status === FW_STATUS.aborted) return 0;
  print(`Firmware update abort on DIMM ${dimm.name} failed: 0x${reply.status.toString(16)}`);
  return -ERRNO.ENXIO;
}

/** Begins the update: its context, or a negative errno; -EAGAIN after another one was given up. */
function begin(update: Update): { context: number } | number {
  const { dimm, force, complain } = update;
  const started = startUpdate(dimm);
  if (typeof started === 'number') return started;
  if (started.status === FW_STATUS.success) return started;
  if (started.status !== FW_STATUS.busy) {
    complain('failed to create start context');
    return -ERRNO.ENXIO;
  }
  if (force && abort(update, started.context) === 0) return -ERRNO.EAGAIN;
  complain(`busy with another firmware update${force ? ', abort failed' : ''}`);
  return -ERRNO.EBUSY;
}

function beginAgain(update: Update): { context: number } | number {
  let started = begin(update);
  for (let i = 1; i < ATTEMPTS && started === -ERRNO.EAGAIN; i++) started = begin(update);
  return started;
}

/** Sends the image. Returns 0 or a negative errno. */
function send({ dimm, image, complain }: Update, context: number, size: number): number {
  for (let offset = 0; offset < image.length; offset += size) {
    const reply = sendPiece(dimm, context, offset, image.subarray(offset, offset + size));
    if (typeof reply === 'number') {
      complain(`failed to issue firmware transmit: ${reply}`);
      return reply;
    }
    if (reply.status !== FW_STATUS.success) {
      complain(`failed to transmit firmware: ${reply.status}`);
      return -ERRNO.EIO;
    }
  }
  return 0;
}

function finish({ dimm, complain }: Update, context: number): number {
  const reply = finishUpdate(dimm, context, false);
  if (typeof reply === 'number') return reply;
  switch (reply.status) {
    case FW_STATUS.success:
      return 0;
    case FW_STATUS.retry:
      complain('device busy with other operation (ARS?)');
      break;
    case FW_STATUS.badFirmware:
      complain('firmware image rejected');
      break;
    default:
      complain(`update failed: error code: ${reply.status}`);
  }
  // The result of the call remains, which is that of an ioctl without an error.
  return 0;
}

/** Result of the verification, which has ended at the first query. */
function query({ dimm, complain }: Update, context: number): number {
  const reply = queryUpdate(dimm, context);
  if (typeof reply === 'number') return reply;
  switch (reply.status) {
    case FW_STATUS.success:
      if (reply.output.getBigUint64(0, true) !== 0n) return 0;
      complain('new firmware not found after update');
      return -ERRNO.EIO;
    case FW_STATUS.busy:
      return -ERRNO.ETIMEDOUT;
    case FW_STATUS.badFirmware:
      complain('firmware verification failure');
      return -ERRNO.EINVAL;
    case FW_STATUS.noResources:
      complain('timeout awaiting update');
      return -ERRNO.ETIMEDOUT;
    default:
      complain(`unhandled error ${reply.status}`);
      return -ERRNO.EIO;
  }
}

/** Updates the firmware of a DIMM. 0 or a negative errno. */
export function updateDimm(update: Update, verbose: boolean): number {
  const { dimm, complain, print } = update;
  const size = pieceSize(update);
  if (size < 0) return size;
  const started = beginAgain(update);
  if (typeof started === 'number') return started;
  const { context } = started;
  if (verbose) print(`${dimm.name}: uploading firmware`);
  if (send(update, context, size) < 0) {
    complain('firmware send failed');
    const aborted = abort(update, context);
    if (aborted < 0) complain('abort failed');
    return aborted;
  }
  if (finish(update, context) < 0) {
    complain('failed to finish update sequence');
    const aborted = abort(update, context);
    if (aborted < 0) complain('failed to abort update');
    return aborted;
  }
  return query(update, context);
}
