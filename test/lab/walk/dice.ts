/** Seeded choices: the same seed makes the same walk. */
import { nextU32, type Rng } from '../../../src/lib/rng.ts';

/** An entry of a weighted choice. */
export type Weighted<T> = readonly [weight: number, value: T];

/** Choices drawn from one generator. */
export interface Dice {
  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number;
  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean;
  /** One of the entries, which must not be empty. */
  pick<T>(entries: readonly T[]): T;
  weighted<T>(entries: readonly Weighted<T>[]): T;
}

export function newDice(seed: number): Dice {
  const rng: Rng = { seed: seed >>> 0 };
  const below = (limit: number): number => nextU32(rng) % limit;
  return {
    below,
    chance: (percent) => below(100) < percent,
    pick: (entries) => entries[below(entries.length)]!,
    weighted: (entries) => {
      let left = below(entries.reduce((sum, [weight]) => sum + weight, 0));
      for (const [weight, value] of entries) {
        if (left < weight) return value;
        left -= weight;
      }
      throw new Error('no entry has a weight');
    },
  };
}
