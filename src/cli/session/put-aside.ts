/** Keeps a machine that a command is about to replace. */
import { commandCount } from '../../machine/command-log.ts';
import type { Machine } from '../../machine/machine.ts';
import { type Session, say } from './session.ts';

/**
 * Keeps a machine as a snapshot. One on which nothing was done since its boot is kept for a lesson alone, which
 * gives it back; undo brings any back. The lines of a script put one machine aside, the one that the user had.
 *
 * @param verb the command that replaces it
 * @returns the name of the snapshot; undefined when there was nothing to keep
 */
export function putAside(session: Session, verb: string, machine: Machine | undefined): string | undefined {
  const { slot, store, nested } = session;
  if (machine === undefined) return undefined;
  if (verb !== 'lesson' && commandCount(machine.commandLog) === 0) return undefined;
  if (nested && slot.wasPutAside) return undefined;
  const name = store.putAside(machine, verb);
  slot.wasPutAside = name !== undefined;
  return name;
}

/** Tells the name of a machine that was put aside. */
export function tellKept(session: Session, name: string | undefined): void {
  if (name === undefined || session.settings.quiet) return;
  say(session, `the machine before is kept: 'memsim undo' or 'memsim restore ${name}' brings it back`);
}
