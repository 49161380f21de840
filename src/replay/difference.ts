/** One field of one step that differs from the recording. */
export interface Difference {
  /** The field: `stdout`, `rc`, `dmesg`, a path. */
  what: string;
  /** Recorded lines. */
  recorded: string[];
  /** The model's lines. */
  ours: string[];
}

/** Lines of a text. A last line with and one without a newline are different. */
const lines = (text: string): string[] => (text === '' ? [] : text.split('\n'));

/** A difference between two texts. */
export const differs = (what: string, recorded: string, ours: string): Difference => ({
  what,
  recorded: lines(recorded),
  ours: lines(ours),
});

/** A difference between two lists of lines; empty if they are equal. */
export function compareLists(what: string, recorded: string[], ours: string[]): Difference[] {
  const same = recorded.length === ours.length && recorded.every((line, i) => line === ours[i]);
  return same ? [] : [{ what, recorded, ours }];
}

/** Maximum number of changed lines in a small diff. */
const SHOWN = 24;
/** Above this number of pairs of lines, no common middle part is computed. */
const PAIRS = 250_000;

/** Lengths of the longest common subsequences from each pair of positions on. */
function commonLengths(a: string[], b: string[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i]![j] =
        a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  return lengths;
}

/** `-` for each line of `a` that `b` lacks, `+` the other way round, in order. */
function changedLines(a: string[], b: string[]): string[] {
  const all = [...a.map((line) => `- ${line}`), ...b.map((line) => `+ ${line}`)];
  if (a.length * b.length > PAIRS) return all;
  const lengths = commonLengths(a, b);
  const out: string[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && a[i] === b[j]) {
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) {
      out.push(`- ${a[i++]}`);
    } else {
      out.push(`+ ${b[j++]}`);
    }
  }
  return out;
}

/** The lines that differ: `-` recorded, `+` the model's. */
export function smallDiff({ recorded, ours }: Difference): string[] {
  const changed = changedLines(recorded, ours);
  if (changed.length <= SHOWN) return changed;
  return [...changed.slice(0, SHOWN), `.. and ${changed.length - SHOWN} lines more`];
}
