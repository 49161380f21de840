/**
 * Encodings of drivers/cxl/cxl.h, all releases: register values of interleave ways and granularity.
 */
import { ERRNO } from '../../lib/errno.ts';
import { isPowerOfTwo, KiB, MiB } from '../../lib/units.ts';

/** Unit of the sizes of windows, regions and devices in bytes. */
export const CXL_CAPACITY_UNIT = 256 * MiB;
/** The smallest interleave granularity in bytes. */
export const CXL_DECODER_MIN_GRANULARITY = 256;
/** Number of targets of a region, at most. */
export const CXL_DECODER_MAX_INTERLEAVE = 16;

/** The register value of an interleave of `ways` (1 to 16, powers of two or three times one), or -EINVAL. */
export function ways_to_eiw(ways: number): number {
  if (ways > CXL_DECODER_MAX_INTERLEAVE) return -ERRNO.EINVAL;
  if (isPowerOfTwo(ways)) return Math.log2(ways);
  if (ways % 3 !== 0 || !isPowerOfTwo(ways / 3)) return -ERRNO.EINVAL;
  return Math.log2(ways / 3) + 8;
}

/** The register value of a granularity of 256 bytes to 16 KiB, or -EINVAL. */
export const granularity_to_eig = (granularity: number): number =>
  granularity > 16 * KiB || granularity < CXL_DECODER_MIN_GRANULARITY || !isPowerOfTwo(granularity)
    ? -ERRNO.EINVAL
    : Math.log2(granularity) - 8;

/** The granularity in bytes of a register value 0 to 6, or -EINVAL. */
export const eig_to_granularity = (eig: number): number =>
  eig < 0 || eig > 6 ? -ERRNO.EINVAL : CXL_DECODER_MIN_GRANULARITY * 2 ** eig;
