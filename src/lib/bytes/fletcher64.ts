/** The checksum of libnvdimm. */
import { dataView } from './data-view.ts';

/**
 * Checksum of libnvdimm's index blocks, info blocks and set cookies. Over little-endian 32-bit words, `lo`
 * sums the words and `hi` sums `lo`, both modulo 2^32; the result is `hi << 32 | lo`.
 *
 * @param data length must be a multiple of four
 */
export function fletcher64(data: Uint8Array): bigint {
  const view = dataView(data);
  let lo = 0;
  let hi = 0;
  // Read once, since the getter costs more than a step of the sum.
  const { byteLength } = data;
  for (let i = 0; i < byteLength; i += 4) {
    // Signed values keep the sums machine integers.
    lo = (lo + view.getInt32(i, true)) | 0;
    hi = (hi + lo) | 0;
  }
  return (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
}
