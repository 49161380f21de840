/**
 * struct nd_pfn_sb, the info block of fsdax and devdax namespaces: 4 KiB of little-endian fields, 4 KiB into
 * the namespace. Models drivers/nvdimm/pfn.h from 4.4 on. The minor version in the block, not the running
 * kernel, determines which fields are valid.
 */
import { dataView } from '../../../lib/bytes/data-view.ts';
import { alignUp, KiB, PAGE_SIZE } from '../../../lib/units.ts';
import { STRUCT_PAGE_SIZE } from '../../mm/mmzone.ts';
import { decode_sb_head, encode_sb, type SbHead } from '../info-block.ts';
import type { PfnMode } from '../state.ts';

/** Offset of the info block in the namespace, in bytes (SZ_4K). */
export const INFO_BLOCK_OFFSET = 4096;
/** Bytes reserved at the start of a namespace for the info block (SZ_8K). */
export const INFO_BLOCK_ROOM = 8 * KiB;

/** Bytes at the start of a namespace that a driver reserves to read info blocks. */
export const nd_info_block_reserve = (): number => alignUp(INFO_BLOCK_ROOM, PAGE_SIZE);

const PFN_SIG = 'NVDIMM_PFN_INFO';
/** Signature of a dax device's info block. */
export const DAX_SIG = 'NVDIMM_DAX_INFO';

/** Signature of a pfn or dax device's info block. */
export const pfn_signature = (kind: 'pfn' | 'dax'): string => (kind === 'dax' ? DAX_SIG : PFN_SIG);

const AT = {
  dataoff: 56,
  npfns: 64,
  mode: 72,
  startPad: 76,
  endTrunc: 80,
  align: 84,
  pageSize: 88,
  pageStructSize: 92,
} as const;

/** Fields of an info block; sizes and offsets in bytes. */
export interface NdPfnSb extends SbHead {
  /** Offset of the data from the namespace's start plus `startPad`. */
  dataoff: number;
  /** Number of data pages. */
  npfns: number;
  /** 0 none, 1 ram, 2 pmem. */
  mode: number;
  /** Since minor 1: unused bytes at the start (0 in blocks of 5.3 and later) and at the end. */
  startPad: number;
  endTrunc: number;
  /** Since minor 2. */
  align: number;
  /** Since minor 4. */
  pageSize: number;
  pageStructSize: number;
}

const MODES: readonly PfnMode[] = ['none', 'ram', 'pmem'];

/** Name of an enum nd_pfn_mode value; undefined for an unknown number. */
export const pfn_mode_name = (mode: number): PfnMode | undefined => MODES[mode];
/** Number of a mode in the info block. */
export const pfn_mode_number = (mode: PfnMode): number => MODES.indexOf(mode);

/** Encodes a 4 KiB info block with its checksum. */
export const encode_pfn_sb = (sb: NdPfnSb): Uint8Array =>
  encode_sb(sb, (view) => {
    view.setBigUint64(AT.dataoff, BigInt(sb.dataoff), true);
    view.setBigUint64(AT.npfns, BigInt(sb.npfns), true);
    view.setUint32(AT.mode, sb.mode, true);
    view.setUint32(AT.startPad, sb.startPad, true);
    view.setUint32(AT.endTrunc, sb.endTrunc, true);
    view.setUint32(AT.align, sb.align, true);
    view.setUint32(AT.pageSize, sb.pageSize, true);
    view.setUint16(AT.pageStructSize, sb.pageStructSize, true);
  });

/** Decodes the stored fields; `pfn_sb_defaults` replaces those that an older minor version lacks. */
export function decode_pfn_sb(raw: Uint8Array): NdPfnSb {
  const view = dataView(raw);
  return {
    ...decode_sb_head(raw),
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
 * Replaces fields that the block's minor version lacks with their defaults.
 *
 * @param pageSize the running kernel's page size in bytes
 */
export function pfn_sb_defaults(sb: NdPfnSb, pageSize: number): NdPfnSb {
  return {
    ...sb,
    ...(sb.versionMinor < 1 ? { startPad: 0, endTrunc: 0 } : {}),
    ...(sb.versionMinor < 2 ? { align: 0 } : {}),
    ...(sb.versionMinor < 4 ? { pageStructSize: STRUCT_PAGE_SIZE, pageSize } : {}),
  };
}
