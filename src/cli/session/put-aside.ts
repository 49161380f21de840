/** Keeps a machine that a command is about to replace. */
import { commandCount } from '../../machine/command-log.ts';
import type { Machine } from '../../machine/machine.ts';
import { type Session, say } from './session.ts';

/**
 * Keeps a machine as a snapshot, and says so, when anything was done on it since its boot. The
 * lines of a script put one machine aside, the one that the user had.
 *
 * @param verb the command that replaces it
 * @returns the name of the snapshot; undefined when there was nothing to keep
 */
export function putAside(session: Session, verb: string, machine: Machine | undefined): string | undefined {
  const { slot, store, settings, nested } = session;
  if (machine === undefined || commandCount(machine.commandLog) === 0) return undefined;
  if (nested && slot.wasPutAside) return undefined;
  const name = store.putAside(machine, verb);
  if (name === undefined) return undefined;
  slot.wasPutAside = true;
  if (!settings.quiet)
    say(session, `the machine before is kept: 'memsim undo' or 'memsim restore ${name}' brings it back`);
  return name;
}
