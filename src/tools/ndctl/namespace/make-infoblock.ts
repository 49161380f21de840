/**
 * Construction of a pfn or dax info block for an image of a given size (write_pfn_sb of ndctl/namespace.c,
 * 76.1, which follows nd_pfn_init() of Linux 5.5).
 *
 * The arithmetic wraps at 64 bits, as there: an image below 8 KiB gives the same meaningless numbers instead
 * of an error. Unlike in the kernel the padding is always relative to --offset, so that old layouts can be
 * produced.
 */

import { u64 } from '../../../lib/bytes/u64.ts';
import { ERRNO } from '../../../lib/errno.ts';
import { NIL_UUID } from '../../../lib/uuid.ts';
import { parseSize64 } from '../../util/strtoull.ts';
import { modeNamed } from '../filter.ts';
import { encodePfn, INFO_AREA_SIZE, INFO_BLOCK_SIZE } from '../lib/infoblock.ts';
import type { NamespaceParams } from './params.ts';

const PAGE = 4096n;
/** Bytes reserved at the start for both info blocks. */
const RESERVED = 8192n;
const SUBSECTION = 2n ** 21n;
const STRUCT_PAGE = 64n;

const u32 = (value: bigint): number => Number(BigInt.asUintN(32, value));
const down = (value: bigint, to: bigint): bigint => value - (value % to);
const up = (value: bigint, to: bigint): bigint => down(u64(value + to - 1n), to);

/**
 * The first 8 KiB of an image, with the requested info block.
 *
 * @param size bytes of the image
 * @param parentUuid uuid of the namespace, if there is one
 * @returns the bytes, or -ENXIO if the alignment leaves no capacity (the caller reports it)
 */
export function makeInfoblock(
  params: NamespaceParams,
  size: bigint,
  parentUuid: string | undefined,
  newUuid: () => string,
): Uint8Array | number {
  const start = parseSize64(params.offset);
  const pfnAlign = parseSize64(params.align);
  const align = pfnAlign > SUBSECTION ? pfnAlign : SUBSECTION;
  const onDevice = params.map === 'dev';
  const startPad = u32(up(start, align) - start);
  const end = u64(start + size);
  const endTrunc = u32(end - down(end, align));
  const pages = u64(size - RESERVED) / PAGE;
  const structs = onDevice ? STRUCT_PAGE * pages : 0n;
  const offset = u64(up(u64(start + RESERVED + structs), align) - start);
  if (offset >= size) return -ERRNO.ENXIO;

  const area = new Uint8Array(INFO_AREA_SIZE);
  const block = encodePfn({
    signature: modeNamed(params.mode) === 'devdax' ? 'NVDIMM_DAX_INFO' : 'NVDIMM_PFN_INFO',
    uuid: params.uuid ?? newUuid(),
    parentUuid: params.parentUuid ?? parentUuid ?? NIL_UUID,
    flags: 0,
    major: 1,
    minor: 4,
    dataOffset: offset,
    pages: u64(size - offset - BigInt(endTrunc) - BigInt(startPad)) / PAGE,
    mode: onDevice ? 2 : 1,
    startPad,
    endTrunc,
    align: u32(pfnAlign),
    pageSize: Number(PAGE),
    pageStructSize: Number(STRUCT_PAGE),
  });
  area.set(block, INFO_BLOCK_SIZE);
  return area;
}
