/** The state of the goals of a lesson, after a command. */
import { markGoals, placeOf } from '../../lessons/course.ts';
import { readLessons } from '../../lessons/library.ts';
import type { Progress } from '../../lessons/progress.ts';
import type { Machine } from '../../machine/machine.ts';
import { lessonFolder } from '../input/lesson-folder.ts';

/** One line: the number of goals that are met, and the next step. */
export async function goalsLine(packageRoot: string, progress: Progress, machine: Machine): Promise<string> {
  const { lesson, step } = placeOf(readLessons(lessonFolder(packageRoot)), progress);
  const goals = await markGoals(step, machine);
  const met = goals.filter((goal) => goal.met).length;
  if (met === goals.length)
    return `all goals of lesson ${lesson.number} are met: 'memsim lesson check' goes on`;
  return `${met} of ${goals.length} goals of lesson ${lesson.number} are met: 'memsim lesson check' tells which`;
}
