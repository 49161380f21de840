/** The host process: the only module that uses `process`, beside the launcher. */
import { readSync } from 'node:fs';
import { basename, join } from 'node:path';
import { HOST_FILES, readPieces } from './cli/input/host-files.ts';
import { runCli } from './cli/run-cli.ts';
import type { EndOfProcess, Host, Interactive, Output, TerminalStreams } from './cli/session/host.ts';
import { isTerminal } from './start/is-terminal.ts';
import { expectLongRun } from './start/long-run.ts';
import type { Pack } from './start/pack.ts';
import { pause } from './start/pause.ts';
import { writeAll } from './start/write-all.ts';

const FAILED = 1;
const BROKEN_PIPE = 141;
const INTERRUPTED = 130;
const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const PLAIN_COLUMNS = 80;

/** Exit codes as a shell has them: 128 and the number of the signal. */
const SIGNALS = { SIGINT: INTERRUPTED, SIGTERM: 128 + 15, SIGHUP: 128 + 1 } as const;
/** Milliseconds that a running command has to end after a signal. */
const GRACE = 5000;

const onEnd = new Set<EndOfProcess>();
let interrupted: (() => void) | undefined;
/** The exit code of a deferred signal. */
let pendingExit: number | undefined;

function end(code: number): never {
  for (const act of onEnd) act(true);
  process.exit(code);
}

/** Ends the process: at once, or when the running command has ended and is saved. */
function stop(code: number): void {
  if (pendingExit !== undefined) return;
  pendingExit = code;
  if ([...onEnd].every((act) => act(false) === 'now')) process.exit(code);
  setTimeout(() => end(code), GRACE).unref();
}

function endIfSignalled(): void {
  if (pendingExit !== undefined) end(pendingExit);
}

function onSignal(signal: NodeJS.Signals): void {
  if (signal === 'SIGINT' && interrupted !== undefined) interrupted();
  else stop(SIGNALS[signal as keyof typeof SIGNALS]);
}

/**
 * Installs signal handlers only while one is needed. Otherwise signals end the process at once, also while
 * it waits for standard input.
 */
function catchSignals(): void {
  const wanted = onEnd.size > 0 || interrupted !== undefined;
  for (const signal of Object.keys(SIGNALS)) {
    process.off(signal, onSignal);
    if (wanted) process.on(signal, onSignal);
  }
}

function onExit(act: EndOfProcess): () => void {
  onEnd.add(act);
  catchSignals();
  return () => {
    onEnd.delete(act);
    catchSignals();
  };
}

function onInterrupt(act: () => void): () => void {
  interrupted = act;
  catchSignals();
  return () => {
    interrupted = undefined;
    catchSignals();
  };
}

const isatty = (fd: number): boolean => process.getBuiltinModule('node:tty').isatty(fd);

/** Ends the process when its output cannot be written; nothing more is written to it. */
function fail(fd: number, code: string): void {
  if (code === 'EPIPE') stop(BROKEN_PIPE);
  if (fd !== STDERR) writeAll(STDERR, `memsim: cannot write its output (${code})\n`);
  stop(FAILED);
}

/** An output. Node's stream, which takes time to load, is used only for the size of a terminal. */
function output(fd: number, stream: () => NodeJS.WriteStream): Output {
  const terminal = isTerminal(fd, isatty);
  let broken = false;
  return {
    write(data) {
      const code = broken ? undefined : writeAll(fd, data);
      if (code === undefined) return;
      broken = true;
      fail(fd, code);
    },
    isTerminal: terminal,
    get columns() {
      return (terminal ? stream().columns : undefined) ?? PLAIN_COLUMNS;
    },
    get rows() {
      return terminal ? stream().rows : undefined;
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Reads a piece of standard input; undefined if a non-blocking pipe is empty. */
function readPiece(buffer: Uint8Array): number | undefined {
  try {
    return readSync(STDIN, buffer);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EAGAIN') return undefined;
    if (code === 'EOF') return 0;
    throw error;
  }
}

/** Reads the next piece of standard input, however long it takes; 0 at the end. */
function nextPiece(buffer: Uint8Array): number {
  for (;;) {
    const length = readPiece(buffer);
    if (length !== undefined) return length;
    pause();
  }
}

/** Runs `act`, which may wait for another process, without signal handlers: a signal ends the process at once. */
function uncaught<T>(act: () => T): T {
  for (const signal of Object.keys(SIGNALS)) process.off(signal, onSignal);
  try {
    return act();
  } finally {
    catchSignals();
  }
}

const readStdin = (): Uint8Array => uncaught(() => readPieces('standard input', nextPiece));

const interactive: Interactive = {
  async runShell(host, settings, streams) {
    const { nodeConsole } = await import('./shell/node-console.ts');
    return (await import('./shell/shell.ts')).runShell(host, settings, nodeConsole(streams));
  },
  askForMissing: async (...args) => (await import('./shell/interactive.ts')).askInteractively(...args),
};

function openTerminal(): TerminalStreams | undefined {
  if (!isTerminal(STDIN, isatty) || !isTerminal(STDOUT, isatty)) return undefined;
  process.stdout.on('error', ({ code = 'EIO' }: NodeJS.ErrnoException) => fail(STDOUT, code));
  return { input: process.stdin, output: process.stdout };
}

const newHost = (pack: Pack): Host => ({
  calledAs: basename(process.argv[1] ?? 'memsim'),
  args: process.argv.slice(2),
  env: process.env,
  packageRoot: join(import.meta.dirname, '..'),
  pid: process.pid,
  isAlive,
  stdout: output(STDOUT, () => process.stdout),
  stderr: output(STDERR, () => process.stderr),
  files: { ...HOST_FILES, read: (path) => uncaught(() => HOST_FILES.read(path)) },
  readStdin,
  openTerminal,
  interactive,
  onInterrupt,
  onExit,
  endIfSignalled,
  expectLongRun(kind) {
    const { setFlagsFromString } = process.getBuiltinModule('node:v8');
    expectLongRun(kind, pack, { version: process.versions.v8, setFlagsFromString });
  },
});

/** Runs the command line of the process; `pack` has the code. */
export async function main(pack: Pack): Promise<void> {
  process.exitCode = await runCli(newHost(pack));
}

export { runCli };
