/** The page as the process that memsim runs in. */
import { HOST_FILES } from '../cli/input/host-files.ts';
import { safeOutput } from '../cli/output/safe-output.ts';
import type { Host, Output } from '../cli/session/host.ts';
import { EXIT, refusal } from '../machine/refusal.ts';
import { PACKAGE, STATE } from './folders.ts';

/** Sixteen colours, which follow the theme. */
const ENV = { TERM: 'xterm', LANG: 'C.UTF-8', MEMSIM_STATE: STATE };

const noStdin = (): never => {
  throw refusal('a page has no standard input; use a file', EXIT.usage);
};

export interface PageHost extends Host {
  /** Interrupts the command under way. */
  interrupt(): void;
}

/** A process whose output goes to `output`, its errors to `error`. */
export function pageHost(output: Output, error = output): PageHost {
  let interrupted = (): void => {};
  const safe = (one: Output): Output => safeOutput(one, one.isTerminal);
  return {
    calledAs: 'memsim',
    args: [],
    env: ENV,
    packageRoot: PACKAGE,
    pid: 1,
    inPage: true,
    isAlive: (pid) => pid === 1,
    stdout: safe(output),
    stderr: safe(error),
    files: HOST_FILES,
    readStdin: noStdin,
    openTerminal: () => undefined,
    interactive: { runShell: async () => EXIT.usage, askForMissing: async (_client, words) => words },
    onInterrupt(act) {
      interrupted = act;
      return () => {
        interrupted = (): void => {};
      };
    },
    onExit: () => () => {},
    endIfSignalled: () => {},
    interrupt: () => interrupted(),
  };
}
