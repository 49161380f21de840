/** What a replay found: one field of one step that is not as recorded. */
export interface Difference {
  /** The field: `stdout`, `rc`, `dmesg`, a path. */
  what: string;
  /** As recorded, in lines. */
  recorded: string[];
  /** As the model answered, in lines. */
  ours: string[];
}

/** Lines of a text; a last line without its newline is not the same as one with it. */
const lines = (text: string): string[] => (text === '' ? [] : text.split('\n'));

/** A difference between two texts. */
export const differs = (what: string, recorded: string, ours: string): Difference => ({
  what,
  recorded: lines(recorded),
  ours: lines(ours),
});

/** A difference between two lists of lines, or none when they are equal. */
export function compareLists(what: string, recorded: string[], ours: string[]): Difference[] {
  const same = recorded.length === ours.length && recorded.every((line, i) => line === ours[i]);
  return same ? [] : [{ what, recorded, ours }];
}

/** Lines of one side that a small diff shows at most. */
const SHOWN = 12;

function shorten(list: string[], mark: string): string[] {
  const out = list.slice(0, SHOWN).map((line) => `${mark} ${line}`);
  if (list.length > SHOWN) out.push(`${mark} .. and ${list.length - SHOWN} more`);
  return out;
}

/** The lines that differ, `-` as recorded and `+` as answered, without the equal head and tail. */
export function smallDiff({ recorded, ours }: Difference): string[] {
  const shorter = Math.min(recorded.length, ours.length);
  let head = 0;
  while (head < shorter && recorded[head] === ours[head]) head++;
  let tail = 0;
  while (tail < shorter - head && recorded.at(-1 - tail) === ours.at(-1 - tail)) tail++;
  return [
    ...shorten(recorded.slice(head, recorded.length - tail), '-'),
    ...shorten(ours.slice(head, ours.length - tail), '+'),
  ];
}
