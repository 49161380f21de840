/**
 * What info blocks of every kind share (struct nd_gen_sb): 4 KiB that end in a checksum of the rest.
 * Models nd_sb_checksum of drivers/nvdimm/claim.c, all releases.
 */
import { fletcher64 } from '../../lib/fletcher64.ts';

const CHECKSUM_LENGTH = 8;

/** The fletcher64 sum of a 4 KiB info block, its last eight bytes taken as zero. */
export function nd_sb_checksum(raw: Uint8Array): bigint {
  const summed = raw.slice();
  summed.fill(0, summed.length - CHECKSUM_LENGTH);
  return fletcher64(summed);
}
