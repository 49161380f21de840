/**
 * Order of NVDIMMs in QEMU's NFIT, which is the order of regions: QEMU iterates over a hash table keyed by
 * id, `nv0`, `nv1`, .. (GHashTable of GLib 2.58 and later, eight buckets).
 */

/** Maximum number of entries for a table of eight buckets; larger tables are not modelled. */
const MAX_HANDLES = 6;
/** Modulus for eight buckets: the largest prime below eight. */
const PRIME = 7;

/** g_str_hash: times 33 plus the character, starting at 5381, in 32 bits. */
function gStrHash(text: string): number {
  let hash = 5381;
  for (const char of text) hash = (Math.imul(hash, 33) + char.charCodeAt(0)) >>> 0;
  return hash;
}

const bucket = (id: string): number => (Math.imul(gStrHash(id), 11) >>> 0) % PRIME;

/**
 * Indices of NVDIMMs in the order of their regions.
 *
 * @param handles handles of the NVDIMMs in listed order; QEMU derives handles and ids from the slots, from 1
 *   on, so removing a DIMM does not change those of the others
 */
export function qemuOrder(handles: readonly number[]): number[] {
  const listed = [...handles.keys()];
  if (handles.length > MAX_HANDLES) return listed;
  const bucketOf = (index: number): number => bucket(`nv${handles[index]! - 1}`);
  return listed.sort((a, b) => bucketOf(a) - bucketOf(b));
}
