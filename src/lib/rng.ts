/**
 * Seeded random number generator (Mulberry32), whose state is one 32-bit number that is part of the saved
 * state.
 */
export interface Rng {
  seed: number;
}

/** The largest seed: seeds are numbers of 32 bits. */
export const MAX_SEED = 0xffffffff;

/** Returns the next 32 random bits and advances `rng`. */
export function nextU32(rng: Rng): number {
  rng.seed = (rng.seed + 0x6d2b79f5) >>> 0;
  let t = rng.seed;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}
