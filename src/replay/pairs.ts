/** A one-to-one correspondence between what was recorded and what we have. */
export interface Pairs {
  /** Recorded to ours. */
  ours: Map<string, string>;
  /** Ours to recorded. */
  recorded: Map<string, string>;
}

/** No pairs yet. */
export const newPairs = (): Pairs => ({ ours: new Map(), recorded: new Map() });

/** Notes two as a pair; what either was paired with before must have been dropped. */
export function pair({ ours, recorded }: Pairs, theirs: string, mine: string): void {
  ours.set(theirs, mine);
  recorded.set(mine, theirs);
}

/** True when the two are a pair; undefined when neither is in one yet. */
export function isPair({ ours, recorded }: Pairs, theirs: string, mine: string): boolean | undefined {
  if (!ours.has(theirs) && !recorded.has(mine)) return undefined;
  return ours.get(theirs) === mine;
}

/** Forgets the pairs whose side of ours is not kept. */
export function keepPairs(pairs: Pairs, keep: (mine: string) => boolean): void {
  for (const [theirs, mine] of pairs.ours) {
    if (keep(mine)) continue;
    pairs.ours.delete(theirs);
    pairs.recorded.delete(mine);
  }
}

/** Forgets what either of the two was paired with. */
export function dropPairs({ ours, recorded }: Pairs, theirs: string, mine: string): void {
  const [other, otherMine] = [recorded.get(mine), ours.get(theirs)];
  for (const key of [theirs, other]) if (key !== undefined) ours.delete(key);
  for (const key of [mine, otherMine]) if (key !== undefined) recorded.delete(key);
}
