/** Processes that memsim starts for a command. */
import type { ChildProcess } from 'node:child_process';

const SIGNAL = 128;
/** Numbers of the signals that end a launcher. */
const NUMBERS: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** Exit code of a process as a shell has it. Rejects when it cannot be started. */
export const exitCode = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? SIGNAL + (NUMBERS[signal!] ?? 0)));
  });

type Variables = Record<string, string | undefined>;

/** The environment with a folder first in PATH. */
export const withPath = (env: Variables, folder: string): Variables => ({
  ...env,
  PATH: `${folder}:${env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin'}`,
});
