/** During a lesson only its commands run, and those that the table allows in every lesson. */
import { refusal } from '../../machine/refusal.ts';
import type { LessonProgress } from '../../machine/state/kept.ts';
import type { Caller } from '../session/session.ts';
import type { Row } from '../table/row.ts';

/** Tests whether every lesson allows the command. */
export function isInEveryLesson({ inLessons }: Row, operands: readonly string[]): boolean {
  if (operands.includes('--help')) return true;
  return typeof inLessons === 'function' ? inLessons(operands) : inLessons === true;
}

/**
 * Refuses a command that the current lesson does not allow.
 */
export async function guardLesson(
  { current }: LessonProgress,
  { host }: Pick<Caller, 'host'>,
  row: Row,
  operands: readonly string[],
): Promise<void> {
  if (current === null) return;
  if (current.drill !== undefined) {
    const { refuseWithheld, kindOf } = await import('../../lessons/drills/kinds.ts');
    if (!operands.includes('--help')) refuseWithheld(kindOf(current.drill.kind), row.words);
  }
  if (isInEveryLesson(row, operands)) return;
  const { currentLesson } = await import('../input/courses.ts');
  const { isAllowed, notAllowed } = await import('../../lessons/allowed.ts');
  const lesson = currentLesson(host.packageRoot, current);
  const words = [...row.words.split(' '), ...operands];
  if (!isAllowed(lesson, words)) throw refusal(notAllowed(lesson, words));
}
