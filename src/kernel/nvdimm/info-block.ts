/**
 * What info blocks of every kind share (struct nd_gen_sb): 4 KiB that begin with a signature and end in a
 * checksum of the rest. Models nd_sb_checksum() of drivers/nvdimm/claim.c, all releases.
 */
import { dataView } from '../../lib/data-view.ts';
import { fletcher64 } from '../../lib/fletcher64.ts';

/** Bytes of the signature; zeroes pad it. */
export const SIGNATURE_LENGTH = 16;
const CHECKSUM_LENGTH = 8;

/** The signature that a block begins with. */
export const nd_sb_signature = (raw: Uint8Array): string =>
  String.fromCharCode(...raw.subarray(0, SIGNATURE_LENGTH)).replace(/\0+$/, '');

/** The fletcher64 sum of a 4 KiB info block, its last eight bytes taken as zero. */
export function nd_sb_checksum(raw: Uint8Array): bigint {
  const summed = raw.slice();
  summed.fill(0, summed.length - CHECKSUM_LENGTH);
  return fletcher64(summed);
}

/** True when a block carries its own sum. */
export const nd_sb_checksum_ok = (raw: Uint8Array): boolean =>
  dataView(raw).getBigUint64(raw.length - CHECKSUM_LENGTH, true) === nd_sb_checksum(raw);
