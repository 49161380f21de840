/**
 * On-media layout of a label area: two index blocks, then an array of labels, little-endian. Models the
 * structures of drivers/nvdimm/label.h (UEFI 2.7) and the size arithmetic of label.c since 4.19, where index
 * blocks have the minimal size; geometry.ts has the earlier rules.
 */
import { dataView, setU64 } from '../../../lib/bytes/data-view.ts';
import { fletcher64 } from '../../../lib/bytes/fletcher64.ts';
import { alignUp } from '../../../lib/units.ts';
import { bytesToUuid, uuidToBytes } from '../../../lib/uuid.ts';
import type { LabelIndex, NamespaceLabel } from '../dimm_devs/state.ts';

/** Size unit of an index block in bytes. */
export const NSINDEX_ALIGN = 256;
/** Offsets of the fields of an index block (struct nd_namespace_index). */
const INDEX = {
  labelSize: 19,
  seq: 20,
  myOffset: 24,
  mySize: 32,
  otherOffset: 40,
  labelOffset: 48,
  nslot: 56,
  major: 60,
  minor: 62,
  checksum: 64,
  free: 72,
} as const;
/** Size in bytes of an index block's header, before its free map. */
export const NSINDEX_HEADER = INDEX.free;
/** Valid bits of a sequence number. */
export const NSINDEX_SEQ_MASK = 3;
/** Size of a label's name field in bytes. */
export const NSLABEL_NAME_LEN = 64;
/** Set while the labels of a set are being updated. */
export const NSLABEL_FLAG_UPDATING = 8;
const UTF8 = new TextEncoder();
const SIGNATURE = UTF8.encode('NAMESPACE_INDEX\0');
/** Offsets of the fields of a label (struct nd_namespace_label); those from `typeGuid` on since v1.2. */
const LABEL = {
  uuid: 0,
  name: 16,
  flags: 80,
  nlabel: 84,
  position: 86,
  isetcookie: 88,
  lbasize: 96,
  dpa: 104,
  rawsize: 112,
  slot: 120,
  typeGuid: 128,
  abstractionGuid: 144,
  checksum: 248,
} as const;
const GUID_LENGTH = 16;
/** Size in bytes from which a label has guids and a checksum. */
const LONG_LABEL = 256;

/** Size in bytes of an index block for `nslot` labels. */
const index_size_for = (nslot: number): number =>
  alignUp(NSINDEX_HEADER + Math.ceil(nslot / 8), NSINDEX_ALIGN);

/** Number of labels of `labelSize` bytes that fit into an area (nvdimm_num_label_slots). */
export function num_label_slots(configSize: number, labelSize: number): number {
  const indexSize = index_size_for(Math.floor(configSize / labelSize));
  return Math.floor((configSize - 2 * indexSize) / labelSize);
}

/** Size in bytes of one index block, or 0 when the area cannot hold two of them and two labels. */
export function sizeof_namespace_index(configSize: number, labelSize: number): number {
  const nslot = num_label_slots(configSize, labelSize);
  const size = index_size_for(Math.max(nslot, 0));
  return nslot >= 2 && 2 * size <= configSize - nslot * labelSize ? size : 0;
}

/** Dimensions of a label area. */
export interface LabelGeometry {
  nslot: number;
  /** Size of one index block in bytes. */
  indexSize: number;
}

/** Byte order of a guid_t, whose first three fields are little-endian. */
const GUID_ORDER: readonly number[] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/** Converts between the byte orders of uuid_t and guid_t, in either direction. */
function swapGuid(raw: Uint8Array): Uint8Array {
  const swapped = new Uint8Array(GUID_LENGTH);
  for (let i = 0; i < GUID_LENGTH; i++) swapped[i] = raw[GUID_ORDER[i]!]!;
  return swapped;
}

const bytesToGuid = (raw: Uint8Array): string => bytesToUuid(swapGuid(raw));

const guidToBytes = (text: string): Uint8Array => swapGuid(uuidToBytes(text));

/** Checksum of a block, computed with the checksum field at `offset` zeroed. */
function checksum(block: Uint8Array, offset: number): bigint {
  const copy = block.slice();
  copy.fill(0, offset, offset + 8);
  return fletcher64(copy);
}

/**
 * Decodes index block `which` (0 or 1) of an area.
 *
 * @param block the bytes of the block alone
 * @param sized true for readers that support label sizes other than 128 bytes (4.13)
 * @returns undefined when the block is invalid
 */
export function decode_index(
  block: Uint8Array,
  which: number,
  configSize: number,
  labelSize: number,
  sized = true,
): LabelIndex | undefined {
  const size = block.length;
  if (size === 0 || SIGNATURE.some((byte, i) => block[i] !== byte)) return undefined;
  const view = dataView(block);
  const minor = view.getUint16(INDEX.minor, true);
  const version = view.getUint16(INDEX.major, true) * 100 + minor;
  const sizeCode = block[INDEX.labelSize]!;
  // The label size code is always 0 before v1.2.
  const stated = version < 102 ? 128 : sizeCode > 1 ? 0 : 128 << sizeCode;
  const seq = view.getUint32(INDEX.seq, true);
  const nslot = view.getUint32(INDEX.nslot, true);
  const mySize = view.getBigUint64(INDEX.mySize, true);
  const sound =
    (stated === labelSize || !sized) &&
    checksum(block, INDEX.checksum) === view.getBigUint64(INDEX.checksum, true) &&
    seq % (NSINDEX_SEQ_MASK + 1) !== 0 &&
    view.getBigUint64(INDEX.myOffset, true) === BigInt(which * size) &&
    view.getBigUint64(INDEX.otherOffset, true) === BigInt((1 - which) * size) &&
    view.getBigUint64(INDEX.labelOffset, true) === BigInt(2 * size) &&
    mySize <= BigInt(size) &&
    mySize >= BigInt(NSINDEX_HEADER) &&
    nslot * labelSize + 2 * size <= configSize;
  if (!sound) return undefined;
  const free = read_free_map(block, nslot);
  return { seq, nslot, labelOffset: 2 * size, minor, free, nfree: count_bits(free), hint: 0 };
}

function read_free_map(block: Uint8Array, nslot: number): number[] {
  const view = dataView(block);
  return Array.from({ length: Math.ceil(nslot / 32) }, (_, i) => {
    const word = view.getUint32(INDEX.free + i * 4, true);
    const bits = nslot - i * 32;
    return bits >= 32 ? word : word % 2 ** bits;
  });
}

/** Number of set bits in 32-bit words. */
function count_bits(words: number[]): number {
  let count = 0;
  for (const word of words) for (let rest = word; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count += 1;
  return count;
}

/** An index with all slots free, as the first write to an area stores it. */
export function fresh_index(
  configSize: number,
  labelSize: number,
  seq: number,
  { nslot, indexSize }: LabelGeometry = {
    nslot: num_label_slots(configSize, labelSize),
    indexSize: sizeof_namespace_index(configSize, labelSize),
  },
): LabelIndex {
  const free = Array.from({ length: Math.ceil(nslot / 32) }, (_, i) =>
    nslot - i * 32 >= 32 ? 0xffffffff : 2 ** (nslot - i * 32) - 1,
  );
  return {
    seq,
    nslot,
    labelOffset: 2 * indexSize,
    minor: minor_version(labelSize),
    free,
    nfree: nslot,
    hint: 0,
  };
}

/** Minor version of an index block by the size of its labels. */
const minor_version = (labelSize: number): number => (labelSize < LONG_LABEL ? 1 : 2);

/** Encodes index block `which` (0 or 1). */
export function encode_index(index: LabelIndex, which: number, labelSize: number): Uint8Array {
  const size = index.labelOffset / 2;
  const block = new Uint8Array(size);
  const view = dataView(block);
  block.set(SIGNATURE);
  block[INDEX.labelSize] = labelSize >= LONG_LABEL ? 1 : 0;
  view.setUint32(INDEX.seq, index.seq, true);
  setU64(view, INDEX.myOffset, which * size);
  setU64(view, INDEX.mySize, size);
  setU64(view, INDEX.otherOffset, (1 - which) * size);
  setU64(view, INDEX.labelOffset, 2 * size);
  view.setUint32(INDEX.nslot, index.nslot, true);
  view.setUint16(INDEX.major, 1, true);
  view.setUint16(INDEX.minor, minor_version(labelSize), true);
  // A block's free map consists of whole words: block size minus header is a multiple of four.
  for (let i = 0; i < index.free.length; i++) view.setUint32(INDEX.free + i * 4, index.free[i]!, true);
  view.setBigUint64(INDEX.checksum, fletcher64(block), true);
  return block;
}

/**
 * Decodes the label in `slot`.
 *
 * @param raw the 128 or 256 bytes of the label
 * @returns undefined when the slot number or the checksum does not match (slot_valid)
 */
export function decode_label(raw: Uint8Array, slot: number): NamespaceLabel | undefined {
  const view = dataView(raw);
  if (view.getUint32(LABEL.slot, true) !== slot) return undefined;
  const long = raw.length >= LONG_LABEL;
  if (long && checksum(raw, LABEL.checksum) !== view.getBigUint64(LABEL.checksum, true)) return undefined;
  const name = raw.subarray(LABEL.name, LABEL.name + NSLABEL_NAME_LEN);
  const end = name.indexOf(0);
  const guid = (at: number): string | null => (long ? bytesToGuid(raw.subarray(at, at + GUID_LENGTH)) : null);
  return {
    uuid: bytesToUuid(raw),
    name: new TextDecoder().decode(end < 0 ? name : name.subarray(0, end)),
    flags: view.getUint32(LABEL.flags, true),
    nlabel: view.getUint16(LABEL.nlabel, true),
    position: view.getUint16(LABEL.position, true),
    isetcookie: `0x${view.getBigUint64(LABEL.isetcookie, true).toString(16)}`,
    lbasize: Number(view.getBigUint64(LABEL.lbasize, true)),
    dpa: Number(view.getBigUint64(LABEL.dpa, true)),
    rawsize: Number(view.getBigUint64(LABEL.rawsize, true)),
    slot,
    typeGuid: guid(LABEL.typeGuid),
    abstractionGuid: guid(LABEL.abstractionGuid),
  };
}

/** Encodes a label: 128 bytes, or 256 with guids and a checksum. */
export function encode_label(label: NamespaceLabel, labelSize: number): Uint8Array {
  const raw = new Uint8Array(labelSize);
  const view = dataView(raw);
  raw.set(uuidToBytes(label.uuid), LABEL.uuid);
  if (label.name !== '') raw.set(UTF8.encode(label.name).subarray(0, NSLABEL_NAME_LEN), LABEL.name);
  view.setUint32(LABEL.flags, label.flags, true);
  view.setUint16(LABEL.nlabel, label.nlabel, true);
  view.setUint16(LABEL.position, label.position, true);
  view.setBigUint64(LABEL.isetcookie, BigInt(label.isetcookie), true);
  setU64(view, LABEL.lbasize, label.lbasize);
  setU64(view, LABEL.dpa, label.dpa);
  setU64(view, LABEL.rawsize, label.rawsize);
  view.setUint32(LABEL.slot, label.slot, true);
  if (label.typeGuid === null || label.abstractionGuid === null) return raw;
  raw.set(guidToBytes(label.typeGuid), LABEL.typeGuid);
  raw.set(guidToBytes(label.abstractionGuid), LABEL.abstractionGuid);
  view.setBigUint64(LABEL.checksum, fletcher64(raw), true);
  return raw;
}
