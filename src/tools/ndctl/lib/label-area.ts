/**
 * Reads and writes of a DIMM's label area through its control node, as in ndctl/lib/dimm.c and the commands
 * of ndctl/lib/libndctl.c (76.1): chunks of at most `maxTransfer` bytes, read before written.
 *
 * One defect of the library is kept: chunks are always counted from the start of the area, also for a request
 * that begins further on.
 */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import type { IoctlReply, IoctlRequest } from '../../../lib/uapi.ts';
import { alternateHex } from '../../../lib/units.ts';
import { failed } from '../../../wall/files.ts';
import { dbg, err } from '../../util/sysfs.ts';
import { waitProbe } from './context.ts';
import { type Dimm, dimmDisable, dimmEnable, dimmIsEnabled, dimmSupports } from './dimm.ts';
import { indexSize, type LabelArea, type LabelVersion, layIndex, validateLabels } from './labels.ts';
import { regionDimms, regions } from './region.ts';

/** The part of a label area that was read; its bytes keep their offset in the area. */
export interface LabelRead extends LabelArea {
  dimm: Dimm;
  maxTransfer: number;
  /** The requested part. */
  offset: number;
  length: number;
}

function control(dimm: Dimm, request: IoctlRequest): IoctlReply | number {
  const reply = dimm.ctx.files.ioctl(`/dev/${dimm.name}`, request);
  return failed(reply) ? -ERRNO[reply.error] : reply;
}

const outcome = (rc: number): string => `status: ${rc} fw: 0 (${rc < 0 ? strerror(rc) : 'success'})`;

/** Handle of a DIMM on a bus without NFIT, -1 in 32 bits. */
const NO_HANDLE = 0xffffffff;

function log(dimm: Dimm, command: string, details: string, rc: number): void {
  const head = `bus: ${dimm.bus.id} dimm: ${alternateHex(dimm.handle ?? NO_HANDLE)} cmd: ${command}`;
  dbg(dimm.ctx, 'do_cmd', `${head}${details} ${outcome(rc)}`);
}

function supports(dimm: Dimm, command: string, fn: string): boolean {
  if (dimmSupports(dimm, command)) return true;
  dbg(dimm.ctx, fn, 'unsupported cmd');
  return false;
}

/** Sizes of the area and of a transfer; undefined if the DIMM does not report them. */
function configSize(dimm: Dimm): { size: number; maxTransfer: number } | undefined {
  if (!supports(dimm, 'get_size', 'ndctl_dimm_cmd_new_cfg_size')) return undefined;
  const reply = control(dimm, { command: 'get-config-size' });
  log(dimm, 'get_size', '', typeof reply === 'number' ? reply : 0);
  if (typeof reply === 'number') return undefined;
  const { size = 0, maxTransfer = 0 } = reply;
  if (size === 0) {
    dbg(dimm.ctx, 'ndctl_dimm_cmd_new_cfg_read', 'invalid cfg_size');
    return undefined;
  }
  return { size, maxTransfer };
}

/** Runs a command in chunks over the length of a request. 0 or a negative errno. */
function transfer(
  read: LabelRead,
  command: string,
  piece: (offset: number, length: number) => number,
): number {
  let rc = 0;
  for (let offset = 0; offset < read.length && rc === 0; offset += read.maxTransfer)
    rc = piece(offset, Math.min(read.length - offset, read.maxTransfer));
  log(read.dimm, command, ` total: ${read.length} max_xfer: ${read.maxTransfer}`, rc);
  return rc;
}

function fill(read: LabelRead): number {
  return transfer(read, 'get_data', (offset, length) => {
    const reply = control(read.dimm, { command: 'get-config-data', offset, length });
    if (typeof reply === 'number') return reply;
    read.bytes.set((reply.data ?? new Uint8Array()).subarray(0, length), offset);
    return 0;
  });
}

/** Reads a part of the area; `wanted` computes it from the area's size. */
function readPart(
  dimm: Dimm,
  wanted: (size: number) => { length: number; offset: number; labelSize: number },
): LabelRead | undefined {
  waitProbe(dimm.bus);
  const known = configSize(dimm);
  if (known === undefined || !supports(dimm, 'get_data', 'ndctl_dimm_cmd_new_cfg_read')) return undefined;
  const { size, maxTransfer } = known;
  const part = wanted(size);
  if (part.offset + part.length > size) {
    const fn = 'ndctl_cmd_cfg_read_set_extent';
    dbg(dimm.ctx, fn, `read ${part.length} from ${part.offset} exceeds ${size}`);
    return undefined;
  }
  const read: LabelRead = { dimm, configSize: size, maxTransfer, bytes: new Uint8Array(size), ...part };
  return fill(read) < 0 ? undefined : read;
}

/** Reads `length` bytes (0: all) from `offset`; undefined on failure or if the range does not fit. */
export const readLabelExtent = (dimm: Dimm, length: number, offset: number): LabelRead | undefined =>
  readPart(dimm, (size) => ({ length: length === 0 ? size : length, offset, labelSize: 0 }));

/** Reads both index blocks, assuming the smallest labels and hence the largest index blocks. */
export const readLabelIndex = (dimm: Dimm): LabelRead | undefined =>
  readPart(dimm, (size) => ({ length: checkedIndexSize(dimm, size, 128) * 2, offset: 0, labelSize: 128 }));

/** Size of an index block in bytes; 0, with a message, if the area is too small to have one. */
export function checkedIndexSize(dimm: Dimm, size: number, labelSize: number): number {
  const bytes = indexSize(size, labelSize);
  if (bytes === 0)
    err(
      dimm.ctx,
      'sizeof_namespace_index',
      `${dimm.name}: label area (${size}) too small to host (${labelSize} byte) labels`,
    );
  return bytes;
}

/** Bytes of the part that was read, fewer at its end. -EINVAL outside of it. */
export function labelData(read: LabelRead, length: number, offset: number): Uint8Array | number {
  const end = read.offset + read.length;
  if (length < 0 || offset < read.offset || offset > end) return -ERRNO.EINVAL;
  return read.bytes.subarray(offset, offset + (offset + length > end ? read.length - offset : length));
}

/** Writes back the part that was read, with the changes made to its bytes. 0 or a negative errno. */
export function writeLabelRead(read: LabelRead): number {
  return transfer(read, 'set_data', (offset, length) => {
    const data = read.bytes.slice(offset, offset + length);
    const reply = control(read.dimm, { command: 'set-config-data', offset, data });
    return typeof reply === 'number' ? reply : 0;
  });
}

/** Tests whether the DIMM supports label writes. */
export const labelsAreWritable = (dimm: Dimm): boolean =>
  supports(dimm, 'set_data', 'ndctl_dimm_cmd_new_cfg_write');

/** Makes the kernel read the labels again, unless its driver is unbound. 0 or a negative errno. */
export function revalidateLabels(dimm: Dimm): number {
  if (!dimmIsEnabled(dimm)) return 0;
  const rc = dimmDisable(dimm);
  return rc === 0 ? dimmEnable(dimm) : rc;
}

/** The number of label slots if an index block is valid, or -EINVAL. */
export const validateRead = (read: LabelRead): number =>
  validateLabels(read, (text) => dbg(read.dimm.ctx, '__label_validate', text));

/** Writes both index blocks of an empty label area. 0 or a negative errno. */
export function initLabels(read: LabelRead, version: LabelVersion): number {
  // The library first refreshes its list of the DIMM's regions.
  for (const region of regions(read.dimm.bus)) regionDimms(region);
  for (const i of [0, 1]) {
    layIndex(read, version, i, 3 - i);
    if (!labelsAreWritable(read.dimm) || writeLabelRead(read) < 0) return -ERRNO.ENXIO;
  }
  return 0;
}

/** Zeroes `length` bytes (0: all) from `offset`. 0 or a negative errno. */
export function zeroLabelExtent(dimm: Dimm, length: number, offset: number): number {
  const read = readLabelExtent(dimm, length, offset);
  if (read === undefined) return -ERRNO.EINVAL;
  if (!labelsAreWritable(dimm)) return -ERRNO.ENOTTY;
  read.bytes.fill(0, read.offset, read.offset + read.length);
  const rc = writeLabelRead(read);
  return rc < 0 ? rc : revalidateLabels(dimm);
}
