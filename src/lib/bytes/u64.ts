/** Unsigned 64-bit arithmetic with the kernel's wrapping, for external numbers. */
export const U64_MAX = 2n ** 64n - 1n;

/** The value modulo 2^64. */
export const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
