/**
 * struct nd_pfn_sb, the info block of fsdax and devdax namespaces: 4 KiB of little-endian fields, 4 KiB
 * into the namespace. Models drivers/nvdimm/pfn.h from 4.4 on; which fields a reader may trust depends on
 * the minor version in the block, not on the running kernel.
 */
import { dataView } from '../../../lib/data-view.ts';
import { alignUp, KiB, PAGE_SIZE } from '../../../lib/units.ts';
import { STRUCT_PAGE_SIZE } from '../../mm/mmzone.ts';
import { decode_sb_head, encode_sb, type SbHead } from '../info-block.ts';
import type { PfnMode } from '../state.ts';

/** Where the info block begins in the namespace (SZ_4K). */
export const INFO_BLOCK_OFFSET = 4096;
/** What a namespace keeps free at its start for the info block (SZ_8K). */
export const INFO_BLOCK_ROOM = 8 * KiB;

/** Bytes at the start of a namespace that a driver claims to look for info blocks. */
export const nd_info_block_reserve = (): number => alignUp(INFO_BLOCK_ROOM, PAGE_SIZE);

const PFN_SIG = 'NVDIMM_PFN_INFO';
export const DAX_SIG = 'NVDIMM_DAX_INFO';

/** The signature that the block of a pfn or dax device begins with. */
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

/** The fields of an info block. Byte counts unless said otherwise. */
export interface NdPfnSb extends SbHead {
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
/** The number of a mode in an info block. */
export const pfn_mode_number = (mode: PfnMode): number => MODES.indexOf(mode);

/** The block's bytes, checksum included. */
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

/** The fields as they stand in the block; `pfn_sb_defaults` makes those of an older minor usable. */
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
