/** A process that cleans up after memsim, also when memsim is killed: it waits for the end of a pipe from memsim. */
import { spawn } from 'node:child_process';

export interface Guard {
  /** Cleans up now. */
  end(): Promise<void>;
}

/** @param script shell commands that clean up, with `args` as `$1` and so on */
export function startGuard(script: string, args: readonly string[]): Guard {
  const guard = spawn(
    'sh',
    ['-c', `trap '' HUP INT; trap : TERM; read -r line; ${script}`, 'memsim', ...args],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
      // A process group of its own: Ctrl-C does not reach it.
      detached: true,
    },
  );
  const ended = new Promise<void>((resolve) => guard.on('exit', () => resolve()));
  return {
    end() {
      // The pipe is closed at once, even where a read that is under way keeps memsim from ending. A signal would
      // end a shell that has not run its `trap` yet.
      guard.stdin.destroy();
      return ended;
    },
  };
}
