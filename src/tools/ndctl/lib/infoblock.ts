/**
 * The info blocks of a namespace in user space: NVDIMM_PFN_INFO, NVDIMM_DAX_INFO and BTT_ARENA_INFO
 * (ndctl/namespace.h of ndctl 76.1). Separate from the emulated kernel's reader, as in the real systems.
 */
import { fletcher64 } from '../../../lib/bytes/fletcher64.ts';
import { bytesToUuid, NIL_UUID, uuidToBytes } from '../../../lib/uuid.ts';
import { fixedText } from './labels.ts';

/** Size of any info block in bytes. */
export const INFO_BLOCK_SIZE = 4096;
/** The first 8 KiB of a namespace hold any info block: BTT 2.0 at 0, the others at 4 KiB. */
export const INFO_AREA_SIZE = 8192;
const SIGNATURE_LENGTH = 16;
const CHECKSUM_OFFSET = INFO_BLOCK_SIZE - 8;

export type InfoSignature = 'NVDIMM_PFN_INFO' | 'NVDIMM_DAX_INFO' | 'BTT_ARENA_INFO';

/** The header common to all info blocks. */
export interface InfoHeader {
  signature: string;
  uuid: string;
  parentUuid: string;
  flags: number;
  major: number;
  minor: number;
}

/** NVDIMM_PFN_INFO and NVDIMM_DAX_INFO; sizes and offsets in bytes. */
export interface PfnInfo extends InfoHeader {
  dataOffset: bigint;
  pages: bigint;
  /** 1 (RAM) or 2 (PMEM). */
  mode: number;
  startPad: number;
  endTrunc: number;
  align: number;
  pageSize: number;
  pageStructSize: number;
}

/** BTT_ARENA_INFO; sizes in bytes, offsets in bytes from the start of the arena. */
export interface BttInfo extends InfoHeader {
  externalLbaSize: number;
  externalLbas: number;
  internalLbaSize: number;
  internalLbas: number;
  freeBlocks: number;
  infoSize: number;
  nextOffset: bigint;
  dataOffset: bigint;
  mapOffset: bigint;
  logOffset: bigint;
  info2Offset: bigint;
}

const view = (block: Uint8Array): DataView => new DataView(block.buffer, block.byteOffset, block.byteLength);

/** Tests for a signature, including the NUL bytes after it. */
export function hasSignature(block: Uint8Array, signature: InfoSignature): boolean {
  const expected = new TextEncoder().encode(signature.padEnd(SIGNATURE_LENGTH, '\0'));
  return expected.every((byte, i) => block[i] === byte);
}

function decodeHeader(block: Uint8Array): InfoHeader {
  const at = view(block);
  return {
    signature: fixedText(block, 0, SIGNATURE_LENGTH),
    uuid: bytesToUuid(block.subarray(16, 32)),
    parentUuid: bytesToUuid(block.subarray(32, 48)),
    flags: at.getUint32(48, true),
    major: at.getUint16(52, true),
    minor: at.getUint16(54, true),
  };
}

/** Reads a pfn or dax info block of 4 KiB without validation. */
export function decodePfn(block: Uint8Array): PfnInfo {
  const at = view(block);
  return {
    ...decodeHeader(block),
    dataOffset: at.getBigUint64(56, true),
    pages: at.getBigUint64(64, true),
    mode: at.getUint32(72, true),
    startPad: at.getUint32(76, true),
    endTrunc: at.getUint32(80, true),
    align: at.getUint32(84, true),
    pageSize: at.getUint32(88, true),
    pageStructSize: at.getUint16(92, true),
  };
}

/** Reads a btt info block of 4 KiB without validation. */
export function decodeBtt(block: Uint8Array): BttInfo {
  const at = view(block);
  return {
    ...decodeHeader(block),
    externalLbaSize: at.getUint32(56, true),
    externalLbas: at.getUint32(60, true),
    internalLbaSize: at.getUint32(64, true),
    internalLbas: at.getUint32(68, true),
    freeBlocks: at.getUint32(72, true),
    infoSize: at.getUint32(76, true),
    nextOffset: at.getBigUint64(80, true),
    dataOffset: at.getBigUint64(88, true),
    mapOffset: at.getBigUint64(96, true),
    logOffset: at.getBigUint64(104, true),
    info2Offset: at.getBigUint64(112, true),
  };
}

function checksum(block: Uint8Array): bigint {
  // slice() of a Buffer would be a view of the same bytes.
  const summed = Uint8Array.from(block.subarray(0, INFO_BLOCK_SIZE));
  view(summed).setBigUint64(CHECKSUM_OFFSET, 0n, true);
  return fletcher64(summed);
}

/** Tests the stored checksum of the 4 KiB block. */
export const checksumHolds = (block: Uint8Array): boolean =>
  view(block).getBigUint64(CHECKSUM_OFFSET, true) === checksum(block);

/** A pfn or dax info block of 4 KiB, checksum included. */
export function encodePfn(info: PfnInfo): Uint8Array {
  const block = new Uint8Array(INFO_BLOCK_SIZE);
  const at = view(block);
  block.set(new TextEncoder().encode(info.signature));
  block.set(uuidToBytes(info.uuid), 16);
  block.set(uuidToBytes(info.parentUuid), 32);
  at.setUint32(48, info.flags, true);
  at.setUint16(52, info.major, true);
  at.setUint16(54, info.minor, true);
  at.setBigUint64(56, info.dataOffset, true);
  at.setBigUint64(64, info.pages, true);
  at.setUint32(72, info.mode, true);
  at.setUint32(76, info.startPad, true);
  at.setUint32(80, info.endTrunc, true);
  at.setUint32(84, info.align, true);
  at.setUint32(88, info.pageSize, true);
  at.setUint16(92, info.pageStructSize, true);
  at.setBigUint64(CHECKSUM_OFFSET, checksum(block), true);
  return block;
}

/** Tests whether a BTT info block is valid and belongs to the namespace with this uuid. */
export function bttHolds(block: Uint8Array, namespaceUuid: string): boolean {
  if (!hasSignature(block, 'BTT_ARENA_INFO')) return false;
  const { parentUuid } = decodeHeader(block);
  if (parentUuid !== NIL_UUID && parentUuid !== namespaceUuid) return false;
  return checksumHolds(block);
}
