/** A machine as text, to restore it and to detect changes. */
import { type Machine, openMachine, type SavedMachine, savedMachine } from './machine.ts';

export interface Moment {
  /** The complete state; undefined without a machine. */
  text: string | undefined;
  /** The state without the command log. */
  core: string | undefined;
}

/** The current state of the machine; empty without one. */
export function momentOf(machine: Machine | undefined): Moment {
  if (machine === undefined) return { text: undefined, core: undefined };
  const { commandLog, ...rest } = savedMachine(machine);
  const core = JSON.stringify(rest);
  return { core, text: `${core.slice(0, -1)},"commandLog":${JSON.stringify(commandLog)}}` };
}

/** A new machine from the text of a state. */
export const machineOf = (text: string | undefined): Machine | undefined =>
  text === undefined ? undefined : openMachine(JSON.parse(text) as SavedMachine);
