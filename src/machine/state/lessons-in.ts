/** The learner's place in the course, for those who need nothing else of a state folder. */
import { join } from 'node:path';
import { isRefusal } from '../refusal.ts';
import { guarded } from './guarded.ts';
import { type LessonProgress, nothingKept } from './kept.ts';
import { readPlainFile } from './read-file.ts';
import { decodeNotes, STATE_FILE } from './state-file.ts';

/** The place that `folder` knows; the beginning where its state cannot be read. */
export function lessonsIn(folder: string): LessonProgress {
  try {
    const bytes = guarded(folder, () => readPlainFile(join(folder, STATE_FILE)));
    if (bytes !== undefined) return decodeNotes(bytes).lessons;
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  return nothingKept().lessons;
}
