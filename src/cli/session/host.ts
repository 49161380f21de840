/** The process that memsim runs in, as the command line sees it: only main.ts has the real one. */
import type { Client } from './session.ts';
import type { Settings } from './settings.ts';

export interface Output {
  write(data: string | Uint8Array): void;
  isTerminal: boolean;
  /** Width in columns; 80 where it is no terminal. */
  columns: number;
}

/** The terminal that a person sits at. */
export interface TerminalStreams {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
}

/** What needs a person at a terminal; the shell is a client of the command line and is handed to it. */
export interface Interactive {
  /** Opens the shell; the exit code once it is left. */
  runShell(host: Host, settings: Settings, streams: TerminalStreams): Promise<number>;
  /** The words of a command with what was missing. */
  askForMissing(client: Client, words: string[]): Promise<string[]>;
}

export interface Host {
  /** The name that the program was called by: `memsim`, `ndctl`, `daxctl`. */
  calledAs: string;
  args: string[];
  env: Record<string, string | undefined>;
  /** Folder of the package, where `fixtures/` is. */
  packageRoot: string;
  pid: number;
  isAlive(pid: number): boolean;
  stdout: Output;
  stderr: Output;
  /** All of standard input. */
  readStdin(): Uint8Array;
  /** The terminal, when standard input and output both are one. */
  openTerminal(): TerminalStreams | undefined;
  interactive: Interactive;
  /** Has `act` called instead of the process stopped by an interrupt; returns the way back. */
  onInterrupt(act: () => void): () => void;
  /** Registers what must be undone when the process is told to stop; returns the way to withdraw it. */
  onExit(undo: () => void): () => void;
}
