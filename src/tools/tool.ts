/** Interface of a user-space tool: an argument vector in, exit code and texts out. */
import type { Files } from '../wall/files.ts';

/**
 * Files of the caller's own machine: images and info blocks that a tool reads or writes if an option names
 * them.
 */
export interface HostFiles {
  read(path: string): Uint8Array | undefined;
  /** Returns false if the file cannot be written. */
  write(path: string, data: Uint8Array): boolean;
  /** Appends to a file, which is created if missing. Returns false on failure. */
  append(path: string, data: string): boolean;
  isFolder(path: string): boolean;
}

/** Environment of a tool: the emulated machine through `files`, and the caller's through the rest. */
export interface ToolEnv {
  files: Files;
  host: HostFiles;
  /** Standard input, read on demand. */
  stdin: () => Uint8Array;
  /** A new uuid, from the machine's seeded generator. */
  newUuid: () => string;
  env: Record<string, string | undefined>;
  /** Set if stdout is a terminal: create-namespace then prints human-readable sizes. */
  isTerminal: boolean;
}

/** Resumption of a waiting command: process, time and cause. */
export interface Wakeup {
  /** `start` at first, `event` when the machine may have changed, `timeout` after the command's timeout. */
  cause: 'start' | 'event' | 'timeout';
  /** Number of the command's process. */
  pid: number;
  /** Nanoseconds since 1970. */
  time: bigint;
}

/** Output of a command since it last waited. */
export interface Progress {
  stdout: string;
  stderr: string;
  /** Exit status, once it has ended. */
  rc: number | undefined;
}

/** A command that waits for events of the machine and has not started yet. */
export interface WaitingCommand {
  /** It continues in the background, without its terminal. */
  isDaemon: boolean;
  /** Milliseconds after which it resumes without an event; undefined for never. */
  timeout: number | undefined;
  resume(wakeup: Wakeup): Progress;
}

/** Result of a tool. */
export interface ToolResult {
  /** Set for a command that continues; `rc` is 0 then. */
  waiting?: WaitingCommand;
  /** Exit status, 0 to 255. */
  rc: number;
  /** Bytes when the tool dumps an image, text otherwise. */
  stdout: string | Uint8Array;
  stderr: string;
}

/** A drop-in of a real tool, loaded verb by verb; `argv` does not include the tool's own name. */
export type Tool = (argv: readonly string[], env: ToolEnv) => Promise<ToolResult>;
