/** The learner's place in the course, read without the machine. */
import { join } from 'node:path';
import { isRefusal } from '../refusal.ts';
import { guarded } from './guarded.ts';
import { type LessonProgress, nothingKept } from './kept.ts';
import { readPlainFile } from './read-file.ts';
import { readNotes, STATE_FILE } from './state-file.ts';

/** The place in the state of `folder`; the beginning where that cannot be read. */
export function lessonsIn(folder: string): LessonProgress {
  try {
    const bytes = guarded(folder, () => readPlainFile(join(folder, STATE_FILE)));
    if (bytes !== undefined) return readNotes(bytes).lessons;
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  return nothingKept().lessons;
}
