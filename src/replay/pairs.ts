/** A one-to-one correspondence between recorded and emulated names. */
export interface Pairs {
  /** Recorded to emulated. */
  ours: Map<string, string>;
  /** Emulated to recorded. */
  recorded: Map<string, string>;
}

/** An empty correspondence. */
export const newPairs = (): Pairs => ({ ours: new Map(), recorded: new Map() });

/** Adds a pair; earlier pairs of either name must have been dropped. */
export function pair({ ours, recorded }: Pairs, theirs: string, mine: string): void {
  ours.set(theirs, mine);
  recorded.set(mine, theirs);
}

/** Tests whether the two are a pair; undefined if neither is in one yet. */
export function isPair({ ours, recorded }: Pairs, theirs: string, mine: string): boolean | undefined {
  if (!ours.has(theirs) && !recorded.has(mine)) return undefined;
  return ours.get(theirs) === mine;
}

/** Drops the pairs whose emulated name fails the test. */
export function keepPairs(pairs: Pairs, keep: (mine: string) => boolean): void {
  for (const [theirs, mine] of pairs.ours) {
    if (keep(mine)) continue;
    pairs.ours.delete(theirs);
    pairs.recorded.delete(mine);
  }
}

/** Drops the pairs of either name. */
export function dropPairs({ ours, recorded }: Pairs, theirs: string, mine: string): void {
  const [other, otherMine] = [recorded.get(mine), ours.get(theirs)];
  for (const key of [theirs, other]) if (key !== undefined) ours.delete(key);
  for (const key of [mine, otherMine]) if (key !== undefined) recorded.delete(key);
}
