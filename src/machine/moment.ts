/** A machine as text: to go back to it, and to know whether anything has changed. */
import { type Machine, openMachine, type SavedMachine, savedMachine } from './machine.ts';

export interface Moment {
  /** Everything; undefined where there is no machine. */
  text: string | undefined;
  /** Everything but the list of what was done. */
  core: string | undefined;
}

/** The machine as it is now; where there is none, nothing. */
export function momentOf(machine: Machine | undefined): Moment {
  if (machine === undefined) return { text: undefined, core: undefined };
  const { history, ...rest } = savedMachine(machine);
  const core = JSON.stringify(rest);
  return { core, text: `${core.slice(0, -1)},"history":${JSON.stringify(history)}}` };
}

/** The machine of a moment's text, apart from every other. */
export const machineOf = (text: string | undefined): Machine | undefined =>
  text === undefined ? undefined : openMachine(JSON.parse(text) as SavedMachine);
