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

/**
 * Indices of NVDIMMs in the order of their regions.
 *
 * @param handles of the NVDIMMs as they are listed; QEMU makes them of the slots, from 1 on, and so are the
 *   ids: a DIMM that is taken out leaves the others theirs
 */
export function qemuOrder(handles: readonly number[]): number[] {
  const listed = [...handles.keys()];
  if (handles.length > MOST) return listed;
  const bucketOf = (index: number): number => bucket(`nv${handles[index]! - 1}`);
  return listed.sort((a, b) => bucketOf(a) - bucketOf(b));
}
