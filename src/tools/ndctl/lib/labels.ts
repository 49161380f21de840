/**
 * The label area of a DIMM in user space: two index blocks, then an array of labels (ndctl/lib/dimm.c and
 * ndctl/namespace.h of ndctl 76.1; UEFI 2.7, "Label Index Block Definitions"). Separate from the emulated
 * kernel's reader, as in the real systems.
 */

import { fletcher64 } from '../../../lib/bytes/fletcher64.ts';
import { ERRNO } from '../../../lib/errno.ts';
import { alignUp, alternateHex, hex } from '../../../lib/units.ts';
import { bytesToUuid } from '../../../lib/uuid.ts';

const INDEX_ALIGN = 256;
/** Size in bytes of an index block before its bitmap of free slots. */
export const INDEX_HEADER_SIZE = 72;
const SIGNATURE = 'NAMESPACE_INDEX\0';
const SEQ_MASK = 3;
const NAME_LENGTH = 64;

/** Label sizes of the two layouts: 128 bytes since v1.1, 256 since v1.2. */
export const LABEL_SIZE = { '1.1': 128, '1.2': 256 } as const;
export type LabelVersion = keyof typeof LABEL_SIZE;

/** A label area held in memory; parts that were not read are zero. */
export interface LabelArea {
  /** Bytes of the whole area. */
  configSize: number;
  /** 128 or 256; 0 before it is determined. */
  labelSize: number;
  bytes: Uint8Array;
}

/** An index block without its bitmap; offsets and sizes in bytes. */
export interface NamespaceIndex {
  signature: string;
  /** The stored exponent: labels have `1 << (7 + labelSizeCode)` bytes. */
  labelSizeCode: number;
  seq: number;
  myOffset: bigint;
  mySize: bigint;
  otherOffset: bigint;
  labelOffset: bigint;
  slots: number;
  major: number;
  minor: number;
  checksum: bigint;
}

/** A label: one extent of a namespace on one DIMM; sizes and addresses in bytes. */
export interface NamespaceLabel {
  uuid: string;
  name: string;
  flags: number;
  labels: number;
  position: number;
  isetCookie: bigint;
  lbaSize: bigint;
  dpa: bigint;
  rawSize: bigint;
  slot: number;
  /** v1.2 labels only: the bytes after a v1.1 label belong to the next one. */
  typeGuid: string;
  abstractionGuid: string;
}

const view = (bytes: Uint8Array, offset = 0): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset + offset, bytes.byteLength - offset);

/** The text in a fixed field, up to its first NUL. */
export function fixedText(bytes: Uint8Array, offset: number, length: number): string {
  const field = bytes.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

/** Reads the fixed part of an index block; `bytes` must hold 72 bytes from `offset`. */
export function decodeIndex(bytes: Uint8Array, offset: number): NamespaceIndex {
  const at = view(bytes, offset);
  return {
    signature: fixedText(bytes, offset, SIGNATURE.length - 1),
    labelSizeCode: at.getUint8(19),
    seq: at.getUint32(20, true),
    myOffset: at.getBigUint64(24, true),
    mySize: at.getBigUint64(32, true),
    otherOffset: at.getBigUint64(40, true),
    labelOffset: at.getBigUint64(48, true),
    slots: at.getUint32(56, true),
    major: at.getUint16(60, true),
    minor: at.getUint16(62, true),
    checksum: at.getBigUint64(64, true),
  };
}

/** The slot number stored in a label, which tells a free slot from one in use. */
export const labelSlot = (bytes: Uint8Array, offset: number): number =>
  view(bytes, offset).getUint32(120, true);

/** Reads a label of `size` (128 or 256) bytes. */
export function decodeLabel(bytes: Uint8Array, offset: number, size: number): NamespaceLabel {
  const at = view(bytes, offset);
  const guid = (from: number): string => bytesToUuid(bytes.subarray(offset + from, offset + from + 16));
  return {
    uuid: guid(0),
    name: fixedText(bytes, offset + 16, NAME_LENGTH - 1),
    flags: at.getUint32(80, true),
    labels: at.getUint16(84, true),
    position: at.getUint16(86, true),
    isetCookie: at.getBigUint64(88, true),
    lbaSize: at.getBigUint64(96, true),
    dpa: at.getBigUint64(104, true),
    rawSize: at.getBigUint64(112, true),
    slot: labelSlot(bytes, offset),
    typeGuid: size < 256 ? '' : guid(128),
    abstractionGuid: size < 256 ? '' : guid(144),
  };
}

const indexSizeForSlots = (slots: number): number =>
  alignUp(INDEX_HEADER_SIZE + Math.ceil(slots / 8), INDEX_ALIGN);

/** Number of labels that fit beside the two index blocks they need. */
export function labelSlots(configSize: number, labelSize: number): number {
  const indexSize = indexSizeForSlots(Math.floor(configSize / labelSize));
  return Math.floor((configSize - indexSize * 2) / labelSize);
}

/** Bytes of one index block; 0 when the area cannot hold two of them and two labels. */
export function indexSize(configSize: number, labelSize: number): number {
  const slots = labelSlots(configSize, labelSize);
  if (slots < 2) return 0;
  const size = indexSizeForSlots(slots);
  return size * 2 <= configSize - slots * labelSize ? size : 0;
}

/**
 * The label size to assume before validation: 128 unless more index blocks, read at the smallest size, claim
 * v1.2 than v1.1. Stored in the area.
 */
export function guessLabelSize(area: LabelArea): number {
  if (area.labelSize !== 0) return area.labelSize;
  const minors = [0, INDEX_ALIGN]
    .filter((offset) => offset + INDEX_HEADER_SIZE <= area.configSize)
    .map((offset) => decodeIndex(area.bytes, offset))
    .filter((index) => index.major === 1)
    .map((index) => index.minor);
  const count = (minor: number): number => minors.filter((value) => value === minor).length;
  area.labelSize = count(2) > count(1) ? LABEL_SIZE['1.2'] : LABEL_SIZE['1.1'];
  return area.labelSize;
}

/** Describes the fault of index block `i` (0 or 1); undefined if it is valid. */
function indexFault(area: LabelArea, i: number): string | undefined {
  const size = indexSize(area.configSize, area.labelSize);
  const bytes = area.bytes.subarray(size * i, size * (i + 1));
  if (bytes.length < INDEX_HEADER_SIZE) return 'signature invalid';
  const index = decodeIndex(bytes, 0);
  if (index.signature !== SIGNATURE.slice(0, -1) || bytes[15] !== 0) return 'signature invalid';
  const labelSize = index.major * 100 + index.minor >= 102 ? 1 << (7 + index.labelSizeCode) : 128;
  if (labelSize !== area.labelSize) return `labelsize ${index.labelSizeCode} invalid`;

  // slice() of a Buffer would be a view of the same bytes.
  const summed = Uint8Array.from(bytes);
  view(summed).setBigUint64(64, 0n, true);
  if (fletcher64(summed) !== index.checksum) return 'checksum invalid';

  if ((index.seq & SEQ_MASK) === 0) return `sequence: ${alternateHex(index.seq)} invalid`;
  if (index.myOffset !== BigInt(i * size)) return `myoff: ${alternateHex(index.myOffset)} invalid`;
  if (index.otherOffset !== BigInt((1 - i) * size))
    return `otheroff: ${alternateHex(index.otherOffset)} invalid`;
  if (index.mySize > BigInt(size) || index.mySize < BigInt(INDEX_HEADER_SIZE))
    return `mysize: ${alternateHex(index.mySize)} invalid`;
  if (index.slots * area.labelSize + 2 * size > area.configSize)
    return `nslot: ${index.slots} invalid, config_size: ${hex(area.configSize)}`;
  return undefined;
}

/** Validates both index blocks for the area's label size. Returns true if at least one is valid. */
function hasValidIndex(area: LabelArea, report: (text: string) => void): boolean {
  if (indexSize(area.configSize, area.labelSize) === 0) return false;
  const faults = [indexFault(area, 0), indexFault(area, 1)];
  for (const [i, fault] of faults.entries()) if (fault !== undefined) report(`nsindex${i} ${fault}`);
  return faults.includes(undefined);
}

/**
 * Looks for a valid index block with either label size and stores that size in the area (256 if there is
 * none).
 *
 * @param report receives a line for each fault, as `-v` prints it
 * @returns the number of label slots, or -EINVAL
 */
export function validateLabels(area: LabelArea, report: (text: string) => void): number {
  for (const size of [LABEL_SIZE['1.1'], LABEL_SIZE['1.2']]) {
    area.labelSize = size;
    if (hasValidIndex(area, report)) return labelSlots(area.configSize, size);
  }
  return -ERRNO.EINVAL;
}

/**
 * Writes index block `i` (0 or 1) of an empty label area into `area`. Bytes after the bitmap are unchanged.
 *
 * @returns the offset of the block in the area
 */
export function layIndex(
  area: LabelArea,
  version: LabelVersion,
  i: number,
  seq: number,
): { offset: number; length: number } {
  area.labelSize = LABEL_SIZE[version];
  const size = indexSize(area.configSize, area.labelSize);
  const slots = labelSlots(area.configSize, area.labelSize);
  const bytes = area.bytes.subarray(size * i, size * (i + 1));
  const at = view(bytes);
  bytes.set(new TextEncoder().encode(SIGNATURE));
  bytes.fill(0, 16, 19);
  at.setUint8(19, area.labelSize >> 8);
  at.setUint32(20, seq, true);
  at.setBigUint64(24, BigInt(size * i), true);
  at.setBigUint64(32, BigInt(size), true);
  at.setBigUint64(40, BigInt(size * (1 - i)), true);
  at.setBigUint64(48, BigInt(size * 2), true);
  at.setUint32(56, slots, true);
  at.setUint16(60, 1, true);
  at.setUint16(62, version === '1.1' ? 1 : 2, true);
  at.setBigUint64(64, 0n, true);
  bytes.fill(0xff, INDEX_HEADER_SIZE, INDEX_HEADER_SIZE + alignUp(slots, 64) / 8);
  at.setBigUint64(64, fletcher64(bytes), true);
  return { offset: size * i, length: size };
}
