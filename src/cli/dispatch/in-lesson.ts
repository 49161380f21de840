/** Commands that run during a lesson. */
import { isAllowed } from '../../lessons/allowed.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import { operandsOf, rowOf } from '../table/table.ts';
import { isInEveryLesson } from './lesson-guard.ts';

/** Tests whether a command runs during the lesson. */
export function isInLesson(lesson: Pick<Lesson, 'allowed'>, argv: readonly string[]): boolean {
  const row = rowOf(argv);
  return isAllowed(lesson, argv) || (row !== undefined && isInEveryLesson(row, operandsOf(row, argv)));
}
