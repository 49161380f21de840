/** Lines typed before, and the way through them. */
import { EMPTY, type Line, textOf } from './edit.ts';

export interface History {
  add(line: string): void;
  /** The next older (-1) or newer (1) line that begins as the edited one did; undefined at the end. */
  go(way: -1 | 1, line: Line): Line | undefined;
  /** Starts at the newest line again. */
  leave(): void;
}

/** @param lines oldest first */
export function openHistory(lines: readonly string[]): History {
  let known = [...lines];
  let at = known.length;
  let draft: Line = EMPTY;
  return {
    add(line) {
      known = [...known.filter((other) => other !== line), line];
      at = known.length;
    },
    go(way, line) {
      if (at === known.length) draft = line;
      const prefix = draft.before;
      for (let next = at + way; next >= 0 && next < known.length; next += way) {
        const found = known[next]!;
        if (!found.startsWith(prefix) || found === textOf(line)) continue;
        at = next;
        return { before: found, after: '' };
      }
      if (way === -1 || at === known.length) return undefined;
      at = known.length;
      return draft;
    },
    leave() {
      at = known.length;
    },
  };
}
