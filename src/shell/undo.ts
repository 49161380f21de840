/** Steps that can be taken back and done again: whole moments as text, as many as fit. */

/** A machine as text; undefined is no machine. */
export type Moment = string | undefined;

interface Step {
  /** The moment before it, or after it for a step that was taken back. */
  moment: Moment;
  /** The command that was the step. */
  command: string;
}

export interface UndoStack {
  done: Step[];
  undone: Step[];
}

/** Steps and characters that are kept. */
const MAX_STEPS = 100;
const MAX_TEXT = 100_000_000;

export const newUndoStack = (): UndoStack => ({ done: [], undone: [] });

const weight = (steps: Step[]): number => steps.reduce((sum, { moment }) => sum + (moment?.length ?? 0), 0);

/** Notes that `command` led away from the moment `before`; what was taken back before is gone. */
export function record(stack: UndoStack, before: Moment, command: string): void {
  stack.undone = [];
  stack.done.push({ moment: before, command });
  while (stack.done.length > MAX_STEPS || (stack.done.length > 1 && weight(stack.done) > MAX_TEXT))
    stack.done.shift();
}

/** Moves the last step from one list to the other; the moment to go to, and the step's command. */
function move(from: Step[], to: Step[], now: Moment): Step | undefined {
  const step = from.pop();
  if (step !== undefined) to.push({ moment: now, command: step.command });
  return step;
}

/** Takes the last step back; undefined when there is none. */
export const undo = ({ done, undone }: UndoStack, now: Moment): Step | undefined => move(done, undone, now);

/** Does the step again that was taken back last. */
export const redo = ({ done, undone }: UndoStack, now: Moment): Step | undefined => move(undone, done, now);
