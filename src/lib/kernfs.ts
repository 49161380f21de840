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

/** Cached hashes: the same names occur on all machines. */
const known = new Map<string, number>();
const MAX_KNOWN = 2 ** 16;

function knownHash(name: string): number {
  const before = known.get(name);
  if (before !== undefined) return before;
  const hash = kernfsNameHash(name);
  if (known.size === MAX_KNOWN) known.clear();
  known.set(name, hash);
  return hash;
}

/** Names in the order of readdir() on their directory in /sys; `names` is not changed. */
export function kernfsOrder(names: Iterable<string>): string[] {
  const listed = Array.from(names);
  if (listed.length < 2) return listed;
  // Numbers sort faster than names: the hash, and the place of its name.
  const keys = new Float64Array(listed.length);
  for (let i = 0; i < listed.length; i++) keys[i] = knownHash(listed[i]!) * PLACES + i;
  keys.sort();
  const ordered: string[] = [];
  let last = -1;
  for (const key of keys) {
    const hash = Math.floor(key / PLACES);
    const name = listed[key % PLACES]!;
    // Names of one hash are in their own order; few are.
    let at = ordered.length;
    if (hash === last) while (at > 0 && knownHash(ordered[at - 1]!) === hash && ordered[at - 1]! > name) at--;
    if (at === ordered.length) ordered.push(name);
    else ordered.splice(at, 0, name);
    last = hash;
  }
  return ordered;
}
