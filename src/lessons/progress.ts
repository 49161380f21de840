/**
 * Progress of a learner, stored in its own file beside the machine's state, so that it survives the
 * deletion of the machine.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, refusal } from '../machine/refusal.ts';
import { makeFolder } from '../machine/state/make-folder.ts';
import { replaceFile } from '../machine/state/replace-file.ts';

export interface Current {
  lesson: string;
  /** Index of the step. */
  step: number;
  /** Number of hints given in the step. */
  hints: number;
}

export interface Progress {
  /** The active lesson. */
  current: Current | null;
  /** Ids of completed lessons, in order of completion. */
  done: string[];
}

const FILE = 'lesson.json';

const nothingYet = (): Progress => ({ current: null, done: [] });

function readIfThere(path: string): string | undefined {
  // Read before every command and usually absent: a check for existence is cheaper than a failing read.
  if (!existsSync(path)) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw refusal(`${path}: cannot be read (${code})`, EXIT.state);
  }
}

const isCurrent = ({ lesson, step, hints }: Partial<Current>): boolean =>
  typeof lesson === 'string' && [step, hints].every((count) => Number.isInteger(count) && count! >= 0);

/** Validated without a schema, since every command reads the file to know whether a lesson is active. */
const isProgress = ({ current, done }: Partial<Progress>): boolean =>
  Array.isArray(done) &&
  done.every((id) => typeof id === 'string') &&
  (current === null || (typeof current === 'object' && isCurrent(current)));

function parse(text: string): Progress | undefined {
  try {
    const value = JSON.parse(text) as Partial<Progress> | null;
    return value !== null && isProgress(value) ? (value as Progress) : undefined;
  } catch {
    return undefined;
  }
}

/** The progress stored in `folder`; initial progress without a file. A damaged file is refused. */
export function loadProgress(folder: string): Progress {
  const path = join(folder, FILE);
  const text = readIfThere(path);
  if (text === undefined) return nothingYet();
  const progress = parse(text);
  if (progress === undefined) throw refusal(`${path}: damaged; remove it to restart the lessons`, EXIT.state);
  return progress;
}

/** Replaces the file atomically. */
export function saveProgress(folder: string, progress: Progress, pid: number): void {
  makeFolder(folder);
  replaceFile(join(folder, FILE), Buffer.from(`${JSON.stringify(progress)}\n`), pid);
}
