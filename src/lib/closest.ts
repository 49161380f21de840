/** Suggestions for a misspelt word. */

/** Edit distance: number of letters to insert, delete or replace. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/**
 * At most three known words close to an unknown one: those that begin with it, those that contain it, then those
 * with a small edit distance.
 */
export function closest(word: string, known: readonly string[]): string[] {
  const beginning = known.filter((candidate) => word !== '' && candidate.startsWith(word));
  const containing = known.filter((candidate) => word.length > 2 && candidate.includes(word));
  const alike = known
    .map((candidate) => ({ candidate, far: distance(word, candidate) }))
    .filter(({ far }) => far <= Math.max(2, word.length / 3))
    .sort((a, b) => a.far - b.far)
    .map(({ candidate }) => candidate);
  return [...new Set([...beginning, ...containing, ...alike])].slice(0, 3);
}

/** ` (did you mean a or b?)`: the known words close to an unknown one; empty without any. */
export function didYouMean(word: string, known: readonly string[]): string {
  const words = closest(word, known);
  return words.length === 0 ? '' : ` (did you mean ${words.join(' or ')}?)`;
}
