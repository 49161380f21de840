/** Trace and command log around each command that uses a machine. */
import { logCommand } from '../../machine/command-log.ts';
import { EXIT, refusal, TOOL_USAGE } from '../../machine/refusal.ts';
import { currentMachine } from '../session/current-machine.ts';
import { INTERRUPTED, isInterruption } from '../session/interruption.ts';
import { type Access, type Act, type Observed, type Session, say } from '../session/session.ts';
import type { Row } from '../table/row.ts';

function logWords({ slot }: Session, words: readonly string[], rc: number): void {
  const { machine, platform } = slot;
  if (machine === undefined) return;
  const argv = [...words];
  logCommand(machine.commandLog, platform === undefined ? { argv, rc } : { argv, rc, platform });
}

async function runTraced(session: Session, act: Act): Promise<number> {
  const { beginTrace } = await import('../output/tracing.ts');
  const trace = beginTrace(session);
  try {
    return await act({ ...session, trace });
  } finally {
    await trace.finish();
  }
}

/** Runs a command, with a trace or a film if the settings request one. */
async function runObserved(session: Session, row: Row, words: readonly string[], act: Act): Promise<number> {
  const { trace, film } = session.settings;
  if (trace === undefined && film === undefined) return act(session);
  if (trace !== undefined && film !== undefined)
    throw refusal('--film and --trace exclude each other', EXIT.usage);
  // The first boot is no part of the command, unless the command itself boots.
  if (row.makesMachine !== true) await currentMachine(session);
  if (film === undefined) return runTraced(session, act);
  const { runFilmed } = await import('../output/film.ts');
  return runFilmed(session, film, words, act);
}

/** Prints the next step after a failure that `memsim explain` explains, on a terminal only. */
function hint(session: Session, { passThrough }: Row, rc: number): void {
  const { settings, err, nested } = session;
  if (rc === 0 || rc === TOOL_USAGE || settings.quiet || nested || !err.isTerminal) return;
  if (passThrough !== 'untouched') say(session, "'memsim explain' shows why it failed");
}

/** During a lesson, prints how many goals are met after a command that may have changed the machine. */
async function reportGoals(session: Session, { group }: Row, access: Access): Promise<void> {
  const { slot, settings, nested } = session;
  if (access !== 'write' || group === 'shell' || nested || settings.quiet) return;
  const { current } = slot.lessons;
  if (current === null || current.drill !== undefined || slot.machine === undefined) return;
  const { goalsLine } = await import('../output/goals.ts');
  say(session, await goalsLine(session.host.packageRoot, current, slot.machine));
}

/**
 * Runs a command on a session, traced if the settings request it, and logs it if its row is `logged`.
 *
 * @param words the command without output options
 */
export async function perform(
  session: Session,
  row: Row,
  access: Access,
  words: readonly string[],
  act: Act,
): Promise<number> {
  const { slot } = session;
  slot.platform = undefined;
  slot.taken = undefined;
  const observed: Observed = {};
  const isLogged = access === 'write' && row.logged === true;
  try {
    const rc = await runObserved({ ...session, observed }, row, words, act);
    if (isLogged) {
      logWords(session, words, rc);
      hint(session, row, rc);
    }
    await reportGoals(session, row, access);
    // A command that ran others has taken nothing of its own, and what theirs took may be out of date.
    slot.taken = observed.taken;
    return rc;
  } catch (error) {
    // The interrupt came during output: the machine has changed, so the command belongs in the log.
    if (isLogged && isInterruption(error)) logWords(session, words, INTERRUPTED);
    throw error;
  }
}
