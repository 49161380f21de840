import { join, resolve } from 'node:path';
import { HOST_FILES, type HostAccess } from '../../src/cli/input/host-files.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import type { Host, Output } from '../../src/cli/session/host.ts';
import { askInteractively } from '../../src/shell/interactive.ts';
import { scratchFolder } from './folder.ts';

export interface Answer {
  rc: number;
  stdout: string;
  stderr: string;
  /** Unmodified stdout. */
  bytes: Buffer;
}

export interface CallOptions {
  stdin?: string | Uint8Array;
  env?: Record<string, string>;
  calledAs?: string;
  terminal?: boolean;
  /** Files of the host; default: all of them. */
  files?: HostAccess;
  /** Receives the kinds of long runs that the process is to prepare for. */
  longRuns?: string[];
  /** Width and height of the terminal. */
  columns?: number;
  rows?: number;
}

function buffered({ terminal: isTerminal = false, columns = 100, rows }: CallOptions): {
  output: Output;
  bytes(): Buffer;
} {
  const parts: Buffer[] = [];
  return {
    output: { write: (data) => void parts.push(Buffer.from(data)), isTerminal, columns, rows },
    bytes: () => Buffer.concat(parts),
  };
}

/** Files of the host, with `folder` as the working folder. */
export const filesIn = (folder: string): HostAccess => ({
  read: (path) => HOST_FILES.read(resolve(folder, path)),
  write: (path, data) => HOST_FILES.write(resolve(folder, path), data),
  append: (path, data) => HOST_FILES.append(resolve(folder, path), data),
});

/** Runs command lines in this process, all on the state in `folder`. */
export function memsimIn(folder: string) {
  return async (args: string[], options: CallOptions = {}): Promise<Answer> => {
    const out = buffered(options);
    const err = buffered(options);
    const host: Host = {
      calledAs: options.calledAs ?? 'memsim',
      args,
      env: { MEMSIM_STATE: folder, MEMSIM_LOCK_WAIT: '0.1', ...options.env },
      packageRoot: join(import.meta.dirname, '..', '..'),
      pid: 4242,
      isAlive: () => true,
      stdout: out.output,
      stderr: err.output,
      files: options.files ?? HOST_FILES,
      readStdin: () => Buffer.from(options.stdin ?? ''),
      onExit: () => () => {},
      endIfSignalled: () => {},
      expectLongRun: (kind) => void options.longRuns?.push(kind),
      openTerminal: () => undefined,
      onInterrupt: () => () => {},
      interactive: {
        runShell: async () => 0,
        askForMissing: (client, words) => askInteractively(client, words),
      },
    };
    const rc = await runCli(host);
    return { rc, stdout: out.bytes().toString(), stderr: err.bytes().toString(), bytes: out.bytes() };
  };
}

/** Runs one command line on an empty state folder. */
export const alone = (args: string[], options?: CallOptions): Promise<Answer> =>
  memsimIn(scratchFolder())(args, options);
