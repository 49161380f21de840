/** Draws of a seeded generator, for the numbers of a task. */
import { nextU32, type Rng } from '../../lib/rng.ts';

/** The generator of a task: the same seed and number give the same draws. */
export function rngOf(seed: number, number: number): Rng {
  const rng: Rng = { seed };
  for (let i = 0; i < 2; i++) rng.seed = (nextU32(rng) ^ Math.imul(number, 0x9e3779b1)) >>> 0;
  return rng;
}

/** A multiple of `step` from `least` to `most`. */
export const between = (rng: Rng, least: number, most: number, step = 1): number =>
  least + step * (nextU32(rng) % (Math.floor((most - least) / step) + 1));

/** An element of a list. */
export const pick = <T>(rng: Rng, list: readonly T[]): T => list[nextU32(rng) % list.length]!;
