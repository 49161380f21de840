/** The current task of a drill. */
import { type Place, placeIn } from '../../../lessons/course.ts';
import { lessonOf, type TaskId, taskOf } from '../../../lessons/drills/drills.ts';
import { kindOf } from '../../../lessons/drills/kinds.ts';
import type { Task, TaskEnvironment } from '../../../lessons/drills/task.ts';
import { taskText } from '../../../lessons/drills/words.ts';
import type { Current } from '../../../lessons/progress.ts';
import type { CurrentDrill } from '../../../machine/state/kept.ts';
import type { Host } from '../../session/host.ts';
import type { Session } from '../../session/session.ts';
import { scratchMachine } from './lesson-machine.ts';

/** A task, and the lesson that it stands for. */
export interface Given {
  id: TaskId;
  task: Task;
}

const taskEnvironment = (host: Host): TaskEnvironment => ({ scratch: () => scratchMachine(host) });

/** Generates a task. */
export const giveTask = async (host: Host, id: TaskId): Promise<Given> => ({
  id,
  task: await taskOf(id, taskEnvironment(host)),
});

/** The place of a learner in a drill. */
export async function placeInDrill(
  host: Host,
  current: Current,
  { kind, seed, number }: CurrentDrill,
): Promise<Place & { given: Given }> {
  const given = await giveTask(host, { kind: kindOf(kind), seed, number });
  return { ...placeIn(lessonOf(given.id, given.task), current), given };
}

/** Prints a task with the form of its answer. */
export const printTask = ({ out }: Session, { id, task }: Given): void =>
  out.write(taskText(id, task, out.columns));
