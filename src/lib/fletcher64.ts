import { dataView } from './data-view.ts';

/**
 * The checksum of libnvdimm's index blocks, info blocks and set cookies: over little-endian 32-bit words,
 * `lo` sums the words and `hi` sums `lo`, both modulo 2^32; the result is `hi << 32 | lo`.
 *
 * @param data its length must be a multiple of four
 */
export function fletcher64(data: Uint8Array): bigint {
  const view = dataView(data);
  let lo = 0;
  let hi = 0;
  // Asked once: the getter costs more than a step of the sum.
  const { byteLength } = data;
  for (let i = 0; i < byteLength; i += 4) {
    // Signed, so that the sums stay machine integers.
    lo = (lo + view.getInt32(i, true)) | 0;
    hi = (hi + lo) | 0;
  }
  return (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
}
