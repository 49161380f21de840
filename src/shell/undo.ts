/** The undo stack: states of the machine as text. */

/** A machine as text; undefined for no machine. */
export type Moment = string | undefined;

interface Step {
  /** The state before the step; for an undone step, the state after it. */
  moment: Moment;
  /** The command of the step. */
  command: string;
}

export interface UndoStack {
  done: Step[];
  undone: Step[];
}

/** Limits of steps and characters. */
const MAX_STEPS = 100;
const MAX_TEXT = 100_000_000;

export const newUndoStack = (): UndoStack => ({ done: [], undone: [] });

const weight = (steps: Step[]): number => steps.reduce((sum, { moment }) => sum + (moment?.length ?? 0), 0);

/** Adds a step from the state `before`; drops the undone steps. */
export function record(stack: UndoStack, before: Moment, command: string): void {
  stack.undone = [];
  stack.done.push({ moment: before, command });
  while (stack.done.length > MAX_STEPS || (stack.done.length > 1 && weight(stack.done) > MAX_TEXT))
    stack.done.shift();
}

/** Moves the last step from one list to the other; returns it with the state to restore. */
function move(from: Step[], to: Step[], now: Moment): Step | undefined {
  const step = from.pop();
  if (step !== undefined) to.push({ moment: now, command: step.command });
  return step;
}

/** Undoes the last step; undefined without one. */
export const undo = ({ done, undone }: UndoStack, now: Moment): Step | undefined => move(done, undone, now);

/** Redoes the last undone step; undefined without one. */
export const redo = ({ done, undone }: UndoStack, now: Moment): Step | undefined => move(undone, done, now);
