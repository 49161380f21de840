/** The interface of the process that memsim runs in; main.ts implements it. */
import type { HostAccess } from '../input/host-files.ts';
import type { Client } from './session.ts';
import type { Settings } from './settings.ts';

/** An output stream. */
export interface Output {
  write(data: string | Uint8Array): void;
  isTerminal: boolean;
  /** Width in columns; 80 for other outputs than terminals. */
  columns: number;
  /** Height in lines; undefined for other outputs than terminals. */
  rows?: number | undefined;
}

export interface TerminalStreams {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
}

/** The interactive commands. They are injected, since the shell is a client of the command line. */
export interface Interactive {
  /** Runs the shell until it exits; returns the exit code. */
  runShell(host: Host, settings: Settings, streams: TerminalStreams): Promise<number>;
  /** Asks for missing arguments; returns the complete words. */
  askForMissing(client: Client, words: string[]): Promise<string[]>;
}

/** The process: its arguments, environment, streams, files and signals. */
export interface Host {
  /** Name of the executable: `memsim`, `ndctl`, `daxctl`, `cxl`. */
  calledAs: string;
  args: string[];
  env: Record<string, string | undefined>;
  /** Folder of the package, the parent of `fixtures/`. */
  packageRoot: string;
  pid: number;
  /** Set in the page of `memsim web`, whose files are in memory and which starts no programs. */
  inPage?: true;
  isAlive(pid: number): boolean;
  stdout: Output;
  stderr: Output;
  /** Files of the host; none on scratch machines. */
  files: HostAccess;
  /** Reads standard input to its end; a refusal beyond 256 MiB. */
  readStdin(): Uint8Array;
  /** The terminal; undefined unless standard input and output both are one. */
  openTerminal(): TerminalStreams | undefined;
  interactive: Interactive;
  /** Calls `act` on SIGINT instead of stopping the process; returns a function that ends this. */
  onInterrupt(act: () => void): () => void;
  /** Registers a function to call before a signal ends the process; returns a function that withdraws it. */
  onExit(end: EndOfProcess): () => void;
  /** Ends the process if a signal was deferred. */
  endIfSignalled(): void;
  /** Prepares the process for a script of many commands, or for one that reads all of a large machine. */
  expectLongRun?(kind: 'script' | 'walk'): void;
}

/**
 * Called when a signal is to end the process.
 *
 * @param mustEnd the process ends after this call, whatever is returned
 * @returns `later` to continue until the next call of endIfSignalled()
 */
export type EndOfProcess = (mustEnd: boolean) => 'now' | 'later';
