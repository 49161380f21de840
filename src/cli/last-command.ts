/** The last command that could change the machine, and the machine as it was before. */
import { commandCount, type History, type HistoryEntry } from '../machine/history.ts';
import { bootMachine, type Machine } from '../machine/machine.ts';
import { isRefusal, refusal } from '../machine/refusal.ts';
import { runLine } from './run-line.ts';
import { scratchSession } from './scratch.ts';
import type { Session } from './session.ts';

export interface LastCommand {
  entry: HistoryEntry;
  /** A machine of its own, as the user's was before the command. */
  before: Machine;
}

const sameOrigin = (a: History, b: History): boolean => JSON.stringify(a.origin) === JSON.stringify(b.origin);

/** Does a command of the history again. */
export async function runEntry(session: Session, { argv, platform }: HistoryEntry): Promise<number> {
  session.slot.given = platform;
  try {
    return await runLine(session, argv);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return error.exitCode;
  } finally {
    session.slot.given = undefined;
  }
}

/** Where to begin, and the entries that lead from there to the last one. */
function startOf({ store }: Session, history: History): { machine: Machine; entries: HistoryEntry[] } {
  const previous = store.loadPrevious();
  const done = previous === undefined ? 0 : commandCount(previous.history);
  const isBefore = previous !== undefined && sameOrigin(previous.history, history);
  if (isBefore && done >= history.dropped && done < commandCount(history))
    return { machine: previous, entries: history.entries.slice(done - history.dropped, -1) };
  if (history.dropped > 0) throw refusal('too much was done since the machine as it was is known');
  const { platform, request } = history.origin;
  return { machine: bootMachine(platform, request), entries: history.entries.slice(0, -1) };
}

/** Refuses when no command was run yet that could change the machine. */
export async function lastCommand(session: Session): Promise<LastCommand> {
  const history = session.slot.machine?.history;
  const entry = history?.entries.at(-1);
  if (history === undefined || entry === undefined)
    throw refusal('no command was run yet on this machine that could change it');
  const { machine, entries } = startOf(session, history);
  const scratch = scratchSession(session.host, machine);
  for (const earlier of entries) await runEntry(scratch, earlier);
  return { entry, before: scratch.slot.machine ?? machine };
}
