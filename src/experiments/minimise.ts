/**
 * Delta debugging: a minimal part of a list that still passes the test of the whole (Zeller's ddmin). No
 * element of the result can be removed.
 */

/** `items` split into `count` parts of nearly equal length. */
function parts<T>(items: readonly T[], count: number): T[][] {
  const out: T[][] = [];
  for (let i = 0; i < count; i++)
    out.push(
      items.slice(Math.floor((i * items.length) / count), Math.floor(((i + 1) * items.length) / count)),
    );
  return out;
}

/** A part that passes, and the number of parts for the next split. */
interface Smaller<T> {
  kept: readonly T[];
  count: number;
}

/** One of `count` parts, or the complement of one, that still passes. */
async function shrink<T>(
  items: readonly T[],
  count: number,
  works: (part: readonly T[]) => Promise<boolean>,
): Promise<Smaller<T> | undefined> {
  const pieces = parts(items, count);
  for (const kept of pieces) if (await works(kept)) return { kept, count: 2 };
  if (count === 2) return undefined;
  for (const piece of pieces) {
    const kept = items.filter((item) => !piece.includes(item));
    if (await works(kept)) return { kept, count: count - 1 };
  }
  return undefined;
}

/**
 * Minimises a list that passes the test.
 *
 * @param works tests whether a part behaves like the whole
 */
export async function minimise<T>(
  items: readonly T[],
  works: (part: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = items;
  let count = 2;
  while (kept.length > 1) {
    const cut = Math.min(count, kept.length);
    const smaller = await shrink(kept, cut, works);
    if (smaller !== undefined) ({ kept, count } = smaller);
    else if (cut === kept.length) break;
    else count = cut * 2;
  }
  return kept;
}
