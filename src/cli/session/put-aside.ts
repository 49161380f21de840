/** Keeps a machine that a command is about to replace. */
import { commandCount } from '../../machine/command-log.ts';
import type { Machine } from '../../machine/machine.ts';
import { type Session, say } from './session.ts';

/**
 * Keeps a machine as a snapshot. A machine without commands since its boot is kept for a lesson only, which restores
 * it at its end; undo brings any back. A script puts one machine aside, the one before its first line.
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

/** Prints how to get back a machine that was put aside. */
export function reportKept(session: Session, name: string | undefined): void {
  if (name === undefined || session.settings.quiet) return;
  say(session, `the machine before is kept: 'memsim undo' or 'memsim restore ${name}' brings it back`);
}
