/**
 * struct nd_pfn_sb, the info block of fsdax and devdax namespaces: 4 KiB of little-endian fields, 4 KiB
 * into the namespace. Models drivers/nvdimm/pfn.h from 4.4 on; which fields a reader may trust depends on
 * the minor version in the block, not on the running kernel.
 */
import { dataView } from '../../lib/data-view.ts';
import { KiB } from '../../lib/units.ts';
import { bytesToUuid, uuidToBytes } from '../../lib/uuid.ts';
import { STRUCT_PAGE_SIZE } from '../mm/mmzone.ts';
import { nd_sb_checksum, nd_sb_signature, SIGNATURE_LENGTH } from './info-block.ts';
import type { PfnMode } from './state.ts';

/** Bytes of an info block of any kind. */
export const INFO_BLOCK_SIZE = 4096;
/** Where it begins in the namespace (SZ_4K). */
export const INFO_BLOCK_OFFSET = 4096;
/** What a namespace keeps free at its start for the info block (SZ_8K). */
export const INFO_BLOCK_ROOM = 8 * KiB;

const PFN_SIG = 'NVDIMM_PFN_INFO';
export const DAX_SIG = 'NVDIMM_DAX_INFO';

/** The signature that the block of a pfn or dax device begins with. */
export const pfn_signature = (kind: 'pfn' | 'dax'): string => (kind === 'dax' ? DAX_SIG : PFN_SIG);

const AT = {
  signature: 0,
  uuid: 16,
  parentUuid: 32,
  flags: 48,
  versionMajor: 52,
  versionMinor: 54,
  dataoff: 56,
  npfns: 64,
  mode: 72,
  startPad: 76,
  endTrunc: 80,
  align: 84,
  pageSize: 88,
  pageStructSize: 92,
  checksum: 4088,
} as const;

/** The fields of an info block. Byte counts unless said otherwise. */
export interface NdPfnSb {
  signature: string;
  uuid: string;
  /** The uuid of the namespace's label; nil for a namespace without one. */
  parentUuid: string;
  flags: number;
  versionMajor: number;
  versionMinor: number;
  /** From the namespace's start plus `startPad` to the data. */
  dataoff: number;
  /** Pages of data. */
  npfns: number;
  /** 0 none, 1 ram, 2 pmem. */
  mode: number;
  /** Since minor 1: left unused at the start (never written since 5.3) and at the end. */
  startPad: number;
  endTrunc: number;
  /** Since minor 2. */
  align: number;
  /** Since minor 4. */
  pageSize: number;
  pageStructSize: number;
}

const MODES: readonly PfnMode[] = ['none', 'ram', 'pmem'];

/** The word of an enum nd_pfn_mode, undefined for a number that is none of it. */
export const pfn_mode_name = (mode: number): PfnMode | undefined => MODES[mode];
export const pfn_mode_number = (mode: PfnMode): number => MODES.indexOf(mode);

/** The block's bytes, checksum included. */
export function encode_pfn_sb(sb: NdPfnSb): Uint8Array {
  const raw = new Uint8Array(INFO_BLOCK_SIZE);
  const view = new DataView(raw.buffer);
  raw.set(new TextEncoder().encode(sb.signature).subarray(0, SIGNATURE_LENGTH), AT.signature);
  raw.set(uuidToBytes(sb.uuid), AT.uuid);
  raw.set(uuidToBytes(sb.parentUuid), AT.parentUuid);
  view.setUint32(AT.flags, sb.flags, true);
  view.setUint16(AT.versionMajor, sb.versionMajor, true);
  view.setUint16(AT.versionMinor, sb.versionMinor, true);
  view.setBigUint64(AT.dataoff, BigInt(sb.dataoff), true);
  view.setBigUint64(AT.npfns, BigInt(sb.npfns), true);
  view.setUint32(AT.mode, sb.mode, true);
  view.setUint32(AT.startPad, sb.startPad, true);
  view.setUint32(AT.endTrunc, sb.endTrunc, true);
  view.setUint32(AT.align, sb.align, true);
  view.setUint32(AT.pageSize, sb.pageSize, true);
  view.setUint16(AT.pageStructSize, sb.pageStructSize, true);
  view.setBigUint64(AT.checksum, nd_sb_checksum(raw), true);
  return raw;
}

/** The fields as they stand in the block; `pfn_sb_defaults` makes those of an older minor usable. */
export function decode_pfn_sb(raw: Uint8Array): NdPfnSb {
  const view = dataView(raw);
  return {
    signature: nd_sb_signature(raw),
    uuid: bytesToUuid(raw.subarray(AT.uuid, AT.uuid + 16)),
    parentUuid: bytesToUuid(raw.subarray(AT.parentUuid, AT.parentUuid + 16)),
    flags: view.getUint32(AT.flags, true),
    versionMajor: view.getUint16(AT.versionMajor, true),
    versionMinor: view.getUint16(AT.versionMinor, true),
    dataoff: Number(view.getBigUint64(AT.dataoff, true)),
    npfns: Number(view.getBigUint64(AT.npfns, true)),
    mode: view.getUint32(AT.mode, true),
    startPad: view.getUint32(AT.startPad, true),
    endTrunc: view.getUint32(AT.endTrunc, true),
    align: view.getUint32(AT.align, true),
    pageSize: view.getUint32(AT.pageSize, true),
    pageStructSize: view.getUint16(AT.pageStructSize, true),
  };
}

/**
 * What a reader assumes for fields that the block's minor version does not have.
 *
 * @param pageSize the running kernel's page size
 */
export function pfn_sb_defaults(sb: NdPfnSb, pageSize: number): NdPfnSb {
  return {
    ...sb,
    ...(sb.versionMinor < 1 ? { startPad: 0, endTrunc: 0 } : {}),
    ...(sb.versionMinor < 2 ? { align: 0 } : {}),
    ...(sb.versionMinor < 4 ? { pageStructSize: STRUCT_PAGE_SIZE, pageSize } : {}),
  };
}
