/**
 * Physical addresses, sizes in bytes, and page frame numbers as plain numbers.
 *
 * x86-64 has at most 52 bits of physical address, so a double represents each of them exactly. Bitwise
 * operators must not be used on them: those work on 32 bits, and `(2 ** 52) & ~0xfff` is 0.
 */

export const KiB = 2 ** 10;
export const MiB = 2 ** 20;
export const GiB = 2 ** 30;
export const TiB = 2 ** 40;

/** log2 of PAGE_SIZE. */
export const PAGE_SHIFT = 12;
/** Page size of x86-64 in bytes. */
export const PAGE_SIZE = 2 ** PAGE_SHIFT;

/** The largest multiple of `to` up to `value`; `to` need not be a power of two. */
export const alignDown = <T extends number>(value: T, to: number): T => (value - (value % to)) as T;
/** The smallest multiple of `to` from `value` on. */
export const alignUp = <T extends number>(value: T, to: number): T => alignDown((value + to - 1) as T, to);
/** Returns true if `value` is a multiple of `to`, which need not be a power of two. */
export const isAligned = (value: number, to: number): boolean => value % to === 0;
/** Returns true for 1, 2, 4, .. up to 2^52; exact beyond 32 bits, where `x & (x - 1)` is not. */
export const isPowerOfTwo = (value: number): boolean =>
  value > 0 && 2 ** Math.round(Math.log2(value)) === value;

/** The smallest common multiple of two positive numbers. */
export function leastCommonMultiple(a: number, b: number): number {
  let [divisor, rest] = [a, b];
  while (rest !== 0) [divisor, rest] = [rest, divisor % rest];
  return (a / divisor) * b;
}

/** Number of the page frame that contains a physical address (PHYS_PFN). */
export const physToPfn = (address: number): number => Math.floor(address / PAGE_SIZE);

/** Formats hex with `0x` and at least `digits` digits: printf's `%#0*llx`, but with `0x` for 0 as well. */
export const hex = (value: number | bigint, digits = 1): string =>
  `0x${value.toString(16).padStart(digits, '0')}`;

/** Formats hex like printf's `%#llx`, which prints 0 without `0x`. */
export const alternateHex = (value: number | bigint): string => (Number(value) === 0 ? '0' : hex(value));
