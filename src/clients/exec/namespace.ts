/** Runs a command in namespaces of its own, in which the machine's files are those of the system. */
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { openFuse } from '../fuse/device.ts';
import { answersFrom } from '../fuse/handlers.ts';
import { serve } from '../fuse/serve.ts';
import type { FileTree } from '../fuse/tree.ts';
import { exitCode, withPath } from './launched.ts';
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
  /** Called when the command has ended, before its files are unmounted. */
  ended(): Promise<void>;
}

/** Exit code of the command, or the reason why it was not started. */
export type Outcome = { code: number } | { refused: string };

const NAMESPACES = ['-m', '--propagation', 'private', '--pid', '--fork', '--kill-child'];

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

/** Runs the command to its end; all processes that it started end with it. */
export async function runIsolated(isolated: Isolated): Promise<Outcome> {
  const { command, env, tree, procFiles, failed } = isolated;
  const fd = openFuse();
  if (typeof fd !== 'number') return fd;
  const child = spawn(
    'sh',
    ['-c', LAUNCH_SCRIPT, 'memsim', ...NAMESPACES, 'sh', '-c', setUpScript(procFiles), 'memsim', ...command],
    { stdio: ['inherit', 'inherit', 'inherit', fd, 'pipe'], env: withPath(env, `${OWN_FOLDER}/bin`) },
  );
  isolated.started(() => child.kill('SIGKILL'), `/proc/${child.pid}/root`);
  const ended = exitCode(child);
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
  const [message = ''] = report.replace(`${MOUNTED}\n`, '').split('\n');
  return { refused: message || 'namespaces cannot be made' };
}
