/** Machines on which lessons are set up, proved and solved, apart from the learner's own. */
import type { Machine } from '../machine/machine.ts';
import type { Start } from './lesson.ts';

/** The result of a command line. */
export interface LineResult {
  rc: number;
  stderr: string;
}

/** A scratch machine; the command line provides it. */
export interface ScratchMachine {
  /** Boots a new machine with the hardware and the boot of a start, without its commands. */
  boot(start: Start): void;
  /** Runs a command line without printing its output; a refusal is a result. */
  run(line: string): Promise<LineResult>;
  /** The machine as the last command left it. */
  machine(): Machine;
}

/** Boots the machine of a start and runs its commands. */
export async function setUpStart(scratch: ScratchMachine, start: Start): Promise<void> {
  scratch.boot(start);
  for (const line of start.commands) await scratch.run(line);
}
