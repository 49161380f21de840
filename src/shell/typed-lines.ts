/** Typed lines, kept between runs in a file of the state folder, one a line, oldest first. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { joined, rangeOf } from '../machine/state/lazy/source.ts';
import { makeFolder } from '../machine/state/make-folder.ts';
import { readPlainFile } from '../machine/state/read-file.ts';
import { replaceFile } from '../machine/state/replace-file.ts';

const FILE = 'shell-history';
/** Number of lines to keep; the file is shortened at twice as many. */
export const MAX_LINES = 1000;

export interface TypedLines {
  /** True if there was no file yet. */
  isNew: boolean;
  /** Oldest first. */
  lines: string[];
  /** Adds a line. Errors of the file system are ignored. */
  add(line: string): void;
}

function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // The shell works without the file.
  }
}

/** @param pid keeps the new files of processes apart */
export function openTypedLines(folder: string, pid: number): TypedLines {
  const path = join(folder, FILE);
  let text: string | undefined;
  attempt(() => {
    const found = readPlainFile(path);
    text = found && joined([found.file]).toString();
  });
  const all = (text ?? '').split('\n').filter((line) => line !== '');
  const lines = all.slice(-MAX_LINES);
  if (all.length > 2 * MAX_LINES)
    attempt(() => replaceFile(path, () => [rangeOf(Buffer.from(`${lines.join('\n')}\n`))], pid));
  return {
    isNew: text === undefined,
    lines,
    add: (line) =>
      attempt(() => {
        makeFolder(folder);
        appendFileSync(path, `${line}\n`, { mode: 0o600 });
      }),
  };
}
