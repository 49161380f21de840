/** Runs lines of scripts through dispatch, printed or recorded. */
import type { Runner } from '../../experiments/record.ts';
import type { Laboratory } from '../../experiments/run-trial.ts';
import type { Line } from '../../experiments/script.ts';
import { isRefusal } from '../../machine/refusal.ts';
import { loadPlatform } from '../input/platforms.ts';
import { capture } from '../session/capture.ts';
import { currentMachine } from '../session/current-machine.ts';
import type { Host } from '../session/host.ts';
import { scratchSession } from '../session/scratch.ts';
import { type Session, say } from '../session/session.ts';
import { familyNamed, rowOf, TABLE } from '../table/table.ts';
import { dispatch } from './dispatch.ts';

/** Runs a line; prints a refusal and returns its exit code. */
export async function runGuarded(session: Session, { argv, error: unread }: Line): Promise<number> {
  try {
    if (unread !== undefined) throw unread;
    return await dispatch(session, argv);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    say(session, error.message);
    return error.exitCode;
  }
}

/** Tests for `ndctl ..`, `daxctl ..` and the verbs of ndctl. */
export const isToolCall = (argv: readonly string[]): boolean => rowOf(argv)?.passThrough !== undefined;

/** A runner on the machine of a session. It prints nothing. */
export const runnerOn = (session: Session): Runner => ({
  get machine() {
    return session.slot.machine;
  },
  set machine(machine) {
    session.slot.machine = machine;
  },
  async prepare(argv) {
    if (session.slot.machine === undefined && isToolCall(argv)) await currentMachine(session);
  },
  async run(line) {
    const { session: quiet, printed } = capture(session);
    const rc = await runGuarded(quiet, line);
    return { rc, ...printed() };
  },
});

/** The command line as trials use it. */
export const laboratoryOf = (host: Host): Laboratory => ({
  loadPlatform: (nameOrFile) => loadPlatform(host.packageRoot, nameOrFile),
  openScratch: (setup) => runnerOn(scratchSession(host, undefined, setup)),
});

/** Tests whether a command runs on a scratch machine. */
export function runsOnScratch(argv: readonly string[]): boolean {
  const row =
    rowOf(argv) ?? TABLE.find(({ words }) => familyNamed(argv[0]) && words.startsWith(`${argv[0]} `));
  return row?.notOnScratch !== true;
}
