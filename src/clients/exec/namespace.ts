/** Runs a command in namespaces of its own, in which the machine's files are those of the system. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { answersFrom } from '../fuse/handlers.ts';
import { serve } from '../fuse/serve.ts';
import type { FileTree } from '../fuse/tree.ts';
import { LAUNCH_SCRIPT, MOUNTED, OWN_FOLDER, READY, setUpScript } from './scripts.ts';

/** A command and what it sees. */
export interface Isolated {
  command: readonly string[];
  env: Record<string, string | undefined>;
  tree: FileTree;
  /** Names in /proc that are the machine's. */
  procFiles: readonly string[];
  /** Called with errors of the server. */
  failed(error: unknown): void;
  /**
   * Called with the way to end the command and all that it started, and the root folder of its namespace as
   * the host sees it.
   */
  started(kill: () => void, root: string): void;
  /** Called when the command has ended, before its files go. */
  ended(): Promise<void>;
}

/** Exit code of the command; or why it was not started. */
export type Outcome = { code: number } | { refused: string };

const SIGNAL = 128;
/** Numbers of the signals that end a launcher. */
const NUMBERS: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

const NAMESPACES = ['-m', '--propagation', 'private', '--pid', '--fork', '--kill-child'];

function openDevice(): number | string {
  try {
    return openSync('/dev/fuse', 'r+');
  } catch (error) {
    return `/dev/fuse cannot be opened (${(error as NodeJS.ErrnoException).code})`;
  }
}

/** Calls `line` with each line of a stream; resolves to all of its text. */
async function readLines(stream: Readable, line: (text: string) => void): Promise<string> {
  let text = '';
  let done = 0;
  for await (const piece of stream) {
    text += piece;
    for (let end = text.indexOf('\n', done); end >= 0; end = text.indexOf('\n', done)) {
      line(text.slice(done, end));
      done = end + 1;
    }
  }
  return text;
}

/** The command with the folder of drop-ins first in its PATH. */
const environment = (env: Isolated['env']): Isolated['env'] => ({
  ...env,
  PATH: `${OWN_FOLDER}/bin:${env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin'}`,
});

/** Runs the command to its end; all processes that it started end with it. */
export async function runIsolated(isolated: Isolated): Promise<Outcome> {
  const { command, env, tree, procFiles, failed } = isolated;
  const fd = openDevice();
  if (typeof fd === 'string') return { refused: fd };
  const child = spawn(
    'sh',
    ['-c', LAUNCH_SCRIPT, 'memsim', ...NAMESPACES, 'sh', '-c', setUpScript(procFiles), 'memsim', ...command],
    { stdio: ['inherit', 'inherit', 'inherit', fd, 'pipe'], env: environment(env) },
  );
  isolated.started(() => child.kill('SIGKILL'), `/proc/${child.pid}/root`);
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? SIGNAL + (NUMBERS[signal!] ?? 0)));
  });
  let isReady = false;
  let served: Promise<void> = Promise.resolve();
  const report = await readLines(child.stdio[4] as Readable, (line) => {
    if (line === READY) isReady = true;
    if (line === MOUNTED) served = serve(fd, answersFrom(tree), failed);
  });
  const code = await ended;
  await isolated.ended();
  await served;
  closeSync(fd);
  if (isReady) return { code };
  return { refused: report.replace(`${MOUNTED}\n`, '').trim() || 'namespaces cannot be made' };
}
