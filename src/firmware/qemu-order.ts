/**
 * The order in which QEMU writes its NVDIMMs into the NFIT, and so the order of regions: it walks the hash
 * table that holds them by id, `nv0`, `nv1`, .. (GHashTable of GLib 2.58 and later, eight buckets).
 */

/** GLib takes a larger table for more entries than this; its order is not modelled. */
const MOST = 6;
/** The prime below eight that GLib divides by. */
const PRIME = 7;

/** g_str_hash: times 33 plus the character, from 5381, in 32 bits. */
function gStrHash(text: string): number {
  let hash = 5381;
  for (const char of text) hash = (Math.imul(hash, 33) + char.charCodeAt(0)) >>> 0;
  return hash;
}

const bucket = (id: string): number => (Math.imul(gStrHash(id), 11) >>> 0) % PRIME;

/** Indices of `count` NVDIMMs in the order of their regions. */
export function qemuOrder(count: number): number[] {
  const listed = Array.from({ length: count }, (_, index) => index);
  if (count > MOST) return listed;
  return listed.sort((a, b) => bucket(`nv${a}`) - bucket(`nv${b}`));
}
