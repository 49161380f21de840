/** Lines that were typed, kept between runs in a file of the state folder, one a line, oldest first. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../machine/state/make-folder.ts';

const FILE = 'shell-history';
/** Lines that are kept; the file is cut back when it has twice as many. */
export const HISTORY_LIMIT = 1000;

export interface HistoryFile {
  /** Nothing was ever typed here. */
  isNew: boolean;
  /** Oldest first. */
  lines: string[];
  /** Adds a line. A folder that cannot be written only means that nothing is remembered. */
  add(line: string): void;
}

function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // The shell works without a memory.
  }
}

export function openHistory(folder: string): HistoryFile {
  const path = join(folder, FILE);
  let text: string | undefined;
  attempt(() => {
    text = readFileSync(path, 'utf8');
  });
  const all = (text ?? '').split('\n').filter((line) => line !== '');
  const lines = all.slice(-HISTORY_LIMIT);
  if (all.length > 2 * HISTORY_LIMIT) attempt(() => writeFileSync(path, `${lines.join('\n')}\n`));
  return {
    isNew: text === undefined,
    lines,
    add: (line) =>
      attempt(() => {
        makeFolder(folder);
        appendFileSync(path, `${line}\n`);
      }),
  };
}
