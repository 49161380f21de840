/** Tasks that are generated from a seed, and checked by the model. */
import { type Explanation, explainCommand } from '../../explain/explanation.ts';
import type { Rng } from '../../lib/rng.ts';
import type { Machine } from '../../machine/machine.ts';
import { refusal } from '../../machine/refusal.ts';
import type { Start } from '../lesson.ts';
import { type ScratchMachine, setUpStart } from '../scratch-machine.ts';

/** The solution of a task. */
export interface Solution {
  /** The answer as it is typed. */
  answer: string;
  /** Its derivation. */
  words: string[];
  /** The arithmetic of the kernel, for a task about a namespace. */
  explanation?: Explanation;
}

export interface Judgement {
  right: boolean;
  /** The reason, in words. */
  said: string;
}

export interface Task {
  /** Paragraphs. */
  text: string[];
  start: Start;
  hint: string;
  /**
   * Judges an answer.
   *
   * @param words the answer as typed; none to judge the machine of the learner
   * @throws a refusal (exit 2) for an answer that is none
   */
  judge(words: readonly string[], machine: Machine): Promise<Judgement>;
  solve(): Promise<Solution>;
}

/** Operations that a task needs from its caller. */
export interface TaskEnvironment {
  /** A scratch machine. */
  scratch(): ScratchMachine;
}

/** Commands that write labels to the first DIMM, whose region then has several namespaces. */
export const INIT_LABELS = ['disable-region region0', 'init-labels -f nmem0', 'enable-region region0'];

/** Draws a task of a kind. */
export type MakeTask = (rng: Rng, environment: TaskEnvironment) => Promise<Task>;

/** Draws of a task until one is fit for use. */
const MAX_DRAWS = 40;

/** The first draw that is fit for use. */
export async function drawn<T>(draw: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < MAX_DRAWS; i++) {
    const found = await draw();
    if (found !== undefined) return found;
  }
  throw refusal('lesson drill: no task of this seed is fit for use; try another --seed');
}

/** The machine of a start. */
export async function built({ scratch }: TaskEnvironment, start: Start): Promise<Machine> {
  const opened = scratch();
  await setUpStart(opened, start);
  return opened.machine();
}

/** The explanation of a command on a machine. */
export const explained = (machine: Machine, line: string): Promise<Explanation> =>
  explainCommand(machine, line.split(' '));
