/**
 * A seeded generator whose whole state is one 32-bit number, so that it can live in saved state
 * (Mulberry32).
 */
export interface Rng {
  seed: number;
}

/** The next 32 random bits; advances `rng`. */
export function nextU32(rng: Rng): number {
  rng.seed = (rng.seed + 0x6d2b79f5) >>> 0;
  let t = rng.seed;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}
