/** The state of the goals of a lesson, after a command. */
import { markGoals, placeIn } from '../../lessons/course.ts';
import type { Current } from '../../lessons/progress.ts';
import type { Machine } from '../../machine/machine.ts';
import { currentLesson } from '../input/courses.ts';

/** One line: the number of goals that are met, and the next step. */
export async function goalsLine(packageRoot: string, current: Current, machine: Machine): Promise<string> {
  const { lesson, step } = placeIn(currentLesson(packageRoot, current), current);
  const goals = await markGoals(step, machine);
  const met = goals.filter((goal) => goal.met).length;
  if (met === goals.length)
    return `all goals of lesson ${lesson.number} are met: 'memsim lesson check' continues`;
  return `${met} of ${goals.length} goals of lesson ${lesson.number} are met: 'memsim lesson check' shows which`;
}
