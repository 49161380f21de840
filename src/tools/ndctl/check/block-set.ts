/** A set of block numbers below a limit that detects duplicates (util/bitmap.c, as check.c uses it). */

export interface BlockSet {
  limit: number;
  words: Uint32Array;
  count: number;
}

const BITS = 32;

/** An empty set for blocks below `limit`. */
export const blockSet = (limit: number): BlockSet => ({
  limit,
  words: new Uint32Array(Math.ceil(limit / BITS)),
  count: 0,
});

/** Adds a block below the limit. Returns false if it is in the set already. */
export function addBlock(set: BlockSet, block: number): boolean {
  const at = Math.floor(block / BITS);
  const bit = (1 << (block % BITS)) >>> 0;
  const word = set.words[at] ?? 0;
  if ((word & bit) !== 0) return false;
  set.words[at] = word | bit;
  set.count++;
  return true;
}

/** Adds `count` blocks from `first` on. Returns the first one that is in the set already, or undefined. */
export function addBlocks(set: BlockSet, first: number, count: number): number | undefined {
  const end = first + count;
  for (let block = first; block < end; ) {
    const at = block / BITS;
    if (block % BITS === 0 && end - block >= BITS && set.words[at] === 0) {
      set.words[at] = 0xffffffff;
      set.count += BITS;
      block += BITS;
    } else if (addBlock(set, block)) block++;
    else return block;
  }
  return undefined;
}

/** Tests whether every block below the limit was added. */
export const isFull = (set: BlockSet): boolean => set.count === set.limit;
