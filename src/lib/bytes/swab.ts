/** Byte order reversal of 16-bit and 32-bit numbers (swab16, swab32). */

export const swab16 = (value: number): number => (value % 256) * 256 + Math.floor(value / 256);

export const swab32 = (value: number): number =>
  swab16(value % 65536) * 65536 + swab16(Math.floor(value / 65536));
