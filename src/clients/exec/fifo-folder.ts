/**
 * Runs a command with drop-ins alone, where nothing can be mounted. A drop-in writes its call to a file of a
 * private folder and its process id to a FIFO; it reads the exit code from a FIFO of its own, and the outputs
 * from files.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  read,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Call, parseCall, type RunCall, replyHead } from './call-file.ts';
import { startGuard } from './guard.ts';
import { exitCode, withPath } from './launched.ts';
import { CALLS_FIFO, CLEAN_UP_SCRIPT, WITH_PARENT_SCRIPT } from './scripts.ts';

export interface WithDropIns {
  command: readonly string[];
  env: Record<string, string | undefined>;
  dropIns: ReadonlyMap<string, string>;
  run: RunCall;
  /** Called with errors of the server. */
  failed(error: unknown): void;
  /** Called with the way to end the command. */
  started(kill: () => void): void;
}

/** Milliseconds between two tries to open the FIFO of a drop-in. */
const RETRY = 2;
const END = 'end';
const BUFFER_SIZE = 4096;

/** Makes the folder, for this user alone. */
function makeFolder(dropIns: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'memsim-exec-'));
  mkdirSync(join(folder, 'bin'));
  for (const [name, script] of dropIns) writeFileSync(join(folder, 'bin', name), script, { mode: 0o700 });
  spawnSync('mkfifo', ['-m', '600', join(folder, CALLS_FIFO)]);
  return folder;
}

/** Opens the FIFO of a drop-in after its reader; undefined if the drop-in has ended. */
async function openReply(path: string, pid: string): Promise<number | undefined> {
  while (existsSync(`/proc/${pid}`)) {
    try {
      return openSync(path, constants.O_WRONLY + constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') return undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY));
  }
  return undefined;
}

/** A function that answers the call of a process. */
function answering(folder: string, run: RunCall): (pid: string) => Promise<void> {
  /** Calls that requested standard input. */
  const waiting = new Map<string, Call>();
  return async (pid) => {
    const at = (suffix: string): string => join(folder, `${pid}.${suffix}`);
    const data = readFileSync(at('in'));
    const known = waiting.get(pid);
    const call = known === undefined ? parseCall(data.toString()) : { ...known, stdin: data };
    waiting.delete(pid);
    const result = await run(call);
    if (typeof result === 'object' && 'resume' in result)
      throw new Error('a call through a FIFO cannot wait');
    if (result === 'stdin') waiting.set(pid, call);
    else {
      writeFileSync(at('1'), result.stdout);
      writeFileSync(at('2'), result.stderr);
    }
    const fd = await openReply(at(known === undefined ? 'done' : 'again.done'), pid);
    if (fd === undefined) return;
    writeSync(fd, result === 'stdin' ? 'stdin\n' : replyHead(result));
    closeSync(fd);
  };
}

const nextText = (fd: number, buffer: Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    read(fd, buffer, 0, buffer.length, null, (error, length) =>
      error === null ? resolve(buffer.toString('latin1', 0, length)) : reject(error),
    );
  });

/** Answers calls, one after the other, until the line `end`. */
async function serveCalls(fd: number, answer: (pid: string) => Promise<void>, failed: WithDropIns['failed']) {
  const buffer = Buffer.alloc(BUFFER_SIZE);
  let text = '';
  for (;;) {
    text += await nextText(fd, buffer);
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      if (line === END) return;
      if (/^\d+$/.test(line)) await answer(line).catch(failed);
    }
  }
}

/** Runs the command; returns its exit code. The folder is removed at the end, also when memsim is killed. */
export async function runWithDropIns(options: WithDropIns): Promise<number> {
  const { command, env, dropIns, run, failed, started } = options;
  const folder = makeFolder(dropIns);
  const guard = startGuard(CLEAN_UP_SCRIPT, [folder]);
  const fd = openSync(join(folder, CALLS_FIFO), 'r+');
  const served = serveCalls(fd, answering(folder, run), failed);
  const child = spawn('sh', ['-c', WITH_PARENT_SCRIPT, 'memsim', ...command], {
    stdio: 'inherit',
    env: withPath(env, join(folder, 'bin')),
  });
  started(() => {
    child.kill('SIGKILL');
    // A read that is under way would keep the process from ending.
    writeSync(fd, `${END}\n`);
  });
  try {
    return await exitCode(child);
  } finally {
    writeSync(fd, `${END}\n`);
    await served;
    closeSync(fd);
    await guard.end();
  }
}
