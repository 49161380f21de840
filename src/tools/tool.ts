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

/** Result of a tool. */
export interface ToolResult {
  /** Exit status, 0 to 255. */
  rc: number;
  /** Bytes when the tool dumps an image, text otherwise. */
  stdout: string | Uint8Array;
  stderr: string;
}

/** A drop-in of a real tool, loaded verb by verb; `argv` does not include the tool's own name. */
export type Tool = (argv: readonly string[], env: ToolEnv) => Promise<ToolResult>;
