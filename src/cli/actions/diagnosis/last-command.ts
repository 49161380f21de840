/** The last command of the command log, and the machine before it. */
import { type CommandLog, commandCount, type LoggedCommand } from '../../../machine/command-log.ts';
import { bootMachine, type Machine } from '../../../machine/machine.ts';
import { isRefusal, refusal } from '../../../machine/refusal.ts';
import { dispatch } from '../../dispatch/dispatch.ts';
import { scratchSession } from '../../session/scratch.ts';
import type { Session } from '../../session/session.ts';

export interface LastCommand {
  entry: LoggedCommand;
  /** A scratch machine in the state before the command. */
  before: Machine;
}

const sameOrigin = (a: CommandLog, b: CommandLog): boolean =>
  JSON.stringify(a.origin) === JSON.stringify(b.origin);

/** Runs a command of the log again. */
export async function runEntry(session: Session, { argv, platform }: LoggedCommand): Promise<number> {
  session.slot.given = platform;
  try {
    return await dispatch(session, argv);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return error.exitCode;
  } finally {
    session.slot.given = undefined;
  }
}

/** The machine to start from, and the entries that lead from there to the last one. */
async function startOf(
  { store }: Session,
  log: CommandLog,
): Promise<{ machine: Machine; entries: LoggedCommand[] }> {
  const previous = await store.loadPrevious();
  const done = previous === undefined ? 0 : commandCount(previous.commandLog);
  const isBefore = previous !== undefined && sameOrigin(previous.commandLog, log);
  if (isBefore && done >= log.dropped && done < commandCount(log))
    return { machine: previous, entries: log.entries.slice(done - log.dropped, -1) };
  if (log.dropped > 0)
    throw refusal('the machine before the last command is not known: the command log is incomplete');
  const { platform, request } = log.origin;
  return { machine: bootMachine(platform, request), entries: log.entries.slice(0, -1) };
}

/**
 * Finds the last command and rebuilds the machine before it.
 *
 * @param otherwise what to do without one, for the refusal
 */
export async function lastCommand(session: Session, otherwise: string): Promise<LastCommand> {
  const log = session.slot.machine?.commandLog;
  const entry = log?.entries.at(-1);
  if (log === undefined || entry === undefined)
    throw refusal(`no command has changed this machine yet; ${otherwise}`);
  const { machine, entries } = await startOf(session, log);
  const scratch = scratchSession(session.host, machine);
  for (const earlier of entries) await runEntry(scratch, earlier);
  return { entry, before: scratch.slot.machine ?? machine };
}
