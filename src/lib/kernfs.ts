/**
 * Order of directory entries in /sys: kernfs keeps them in a tree keyed by a hash of the name
 * (fs/kernfs/dir.c: kernfs_name_hash, kernfs_sd_compare), so the order is the same on every machine. User
 * space walks devices in this order and stops at the first failure.
 */

const WORD = 2 ** 32;
/** GOLDEN_RATIO_64 of linux/hash.h, as two words. */
const GOLDEN_HI = 0x61c88646;
const GOLDEN_LO = 0x80b583eb;
/** Hashes 0, 1 and INT_MAX are reserved for special entries. */
const HASH_MAX = 0x7fffffff;

/** Upper 32 bits of the product of two 32-bit words. */
function mulHigh(a: number, b: number): number {
  const aLo = a & 0xffff;
  const aHi = a >>> 16;
  const middle = aHi * (b & 0xffff) + Math.floor((aLo * (b & 0xffff)) / 0x10000);
  const middleLo = (middle % 0x10000) + aLo * (b >>> 16);
  return aHi * (b >>> 16) + Math.floor(middle / 0x10000) + Math.floor(middleLo / 0x10000);
}

/** Exceeds the number of entries of a directory; multiplied with a 31-bit hash it is a safe integer. */
const PLACES = 2 ** 22;

/** kernfs_name_hash() of an ASCII name without a namespace: 2 to 2^31-2. */
export function kernfsNameHash(name: string): number {
  let lo = 0;
  let hi = 0;
  for (let i = 0; i < name.length; i++) {
    const char = name.charCodeAt(i);
    const sum = (lo + char * 16 + (char >>> 4)) * 11;
    hi = (Math.imul(hi, 11) + Math.floor(sum / WORD)) | 0;
    lo = sum >>> 0;
  }
  const hash = (mulHigh(lo, GOLDEN_LO) + Math.imul(lo, GOLDEN_HI) + Math.imul(hi, GOLDEN_LO)) & HASH_MAX;
  if (hash < 2) return hash + 2;
  return hash === HASH_MAX ? HASH_MAX - 1 : hash;
}

/** Names in the order of readdir() on their directory in /sys; `names` is not changed. */
export function kernfsOrder(names: Iterable<string>): string[] {
  const listed = Array.from(names);
  if (listed.length < 2) return listed;
  listed.sort();
  // A single number sorts by hash and then by name, since the names are sorted already.
  const keys = Float64Array.from(listed, (name, i) => kernfsNameHash(name) * PLACES + i).sort();
  return Array.from(keys, (key) => listed[key % PLACES]!);
}
