/**
 * Physical addresses, page frame numbers and sizes as branded numbers.
 *
 * x86-64 knows at most 52 bits of physical address, so a double holds each of them exactly.
 * Never use bitwise operators on them: those work on 32 bits, and `(2 ** 52) & ~0xfff` is 0.
 */

/** A physical address in bytes. */
export type Phys = number & { readonly __brand: 'Phys' };
/** A page frame number: a physical address divided by the page size. */
export type Pfn = number & { readonly __brand: 'Pfn' };
/** A length in bytes. */
export type Bytes = number & { readonly __brand: 'Bytes' };

export const KiB = 2 ** 10;
export const MiB = 2 ** 20;
export const GiB = 2 ** 30;
export const TiB = 2 ** 40;

/** log2 of PAGE_SIZE. */
export const PAGE_SHIFT = 12;
export const PAGE_SIZE = 2 ** PAGE_SHIFT;

function checked(value: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${what} out of range: ${value}`);
  return value;
}

/** A checked physical address: an integer from 0 to 2^53-1. Throws RangeError outside (a memsim bug). */
export const phys = (value: number): Phys => checked(value, 'physical address') as Phys;
/** A checked page frame number. Throws RangeError when it is not a safe integer of at least 0. */
export const pfn = (value: number): Pfn => checked(value, 'pfn') as Pfn;
/** A checked byte count. Throws RangeError when it is not a safe integer of at least 0. */
export const bytes = (value: number): Bytes => checked(value, 'size') as Bytes;

/** The largest multiple of `to` that is not above `value`. `to` need not be a power of two. */
export const alignDown = <T extends number>(value: T, to: number): T => (value - (value % to)) as T;
/** The smallest multiple of `to` that is not below `value`. */
export const alignUp = <T extends number>(value: T, to: number): T => alignDown((value + to - 1) as T, to);
export const isAligned = (value: number, to: number): boolean => value % to === 0;
/** True for 1, 2, 4, .. up to 2^52; exact beyond 32 bits, where `x & (x - 1)` is not. */
export const isPowerOfTwo = (value: number): boolean =>
  value > 0 && 2 ** Math.round(Math.log2(value)) === value;

/** The smallest number that is a multiple of both; both must be above 0. */
export function leastCommonMultiple(a: number, b: number): number {
  let [divisor, rest] = [a, b];
  while (rest !== 0) [divisor, rest] = [rest, divisor % rest];
  return (a / divisor) * b;
}

/** The frame that holds the address (PHYS_PFN). */
export const physToPfn = (address: number): Pfn => pfn(Math.floor(address / PAGE_SIZE));

/** Hex with `0x`, at least `digits` digits: printf's `%#0*llx`, but with `0x` before 0 too. */
export const hex = (value: number | bigint, digits = 1): string =>
  `0x${value.toString(16).padStart(digits, '0')}`;

/** printf's `%#llx`: hex with `0x`, but for 0. */
export const alternateHex = (value: number | bigint): string => (Number(value) === 0 ? '0' : hex(value));
