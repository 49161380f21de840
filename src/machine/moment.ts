/** A machine as text: to go back to it, and to know whether anything has changed. */
import { type Machine, openMachine } from './machine.ts';
import type { SavedMachine } from './state-file.ts';

export interface Moment {
  /** Everything; undefined where there is no machine. */
  text: string | undefined;
  /** Everything but the list of what was done. */
  core: string | undefined;
}

export function momentOf(machine: Machine | undefined): Moment {
  if (machine === undefined) return { text: undefined, core: undefined };
  const { request, firmware, kernel, history } = machine;
  const core = JSON.stringify({ request, firmware, kernel: kernel.state });
  return { core, text: `${core.slice(0, -1)},"history":${JSON.stringify(history)}}` };
}

/** The machine of a moment's text, apart from every other. */
export function machineOf(text: string | undefined): Machine | undefined {
  if (text === undefined) return undefined;
  const { request, firmware, kernel, history } = JSON.parse(text) as SavedMachine;
  return openMachine(firmware, kernel, request, history);
}
