/** While a lesson is on, only its commands run. */
import { loadProgress } from '../lessons/progress.ts';
import { refusal } from '../machine/refusal.ts';
import { lessonFolder } from './lesson-folder.ts';

/**
 * Refuses a command that the lesson of this state folder does not let through.
 *
 * @param argv words of the command, without memsim's own options
 */
export async function guardLesson(folder: string, packageRoot: string, argv: string[]): Promise<void> {
  const { current } = loadProgress(folder);
  if (current === null) return;
  const { findLesson, readLessons } = await import('../lessons/library.ts');
  const { isAllowed, notAllowed } = await import('../lessons/allowed.ts');
  if (isAllowed({ allowed: [] }, argv)) return;
  const lesson = findLesson(readLessons(lessonFolder(packageRoot)), current.lesson);
  if (!isAllowed(lesson, argv)) throw refusal(notAllowed(lesson, argv));
}
