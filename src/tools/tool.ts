/** What a user-space tool gets and gives: an argument vector in, exit code and texts out. */
import type { Files } from '../wall/files.ts';

/** Files of the caller's own machine: images and info blocks that a tool reads or writes by option. */
export interface HostFiles {
  read(path: string): Uint8Array | undefined;
  /** False when the file cannot be written. */
  write(path: string, data: Uint8Array): boolean;
}

/** What a tool has of the world: the emulated machine through `files`, and the caller's through the rest. */
export interface ToolEnv {
  files: Files;
  host: HostFiles;
  /** Standard input, read when the tool asks for it. */
  stdin: () => Uint8Array;
  /** A new uuid, from the machine's seeded generator. */
  newUuid: () => string;
  env: Record<string, string | undefined>;
  /** True when stdout is a terminal: create-namespace then prints human sizes. */
  isTerminal: boolean;
}

/** What a tool leaves behind. */
export interface ToolResult {
  /** Exit status, 0 to 255. */
  rc: number;
  /** Bytes when the tool dumps an image, text otherwise. */
  stdout: string | Uint8Array;
  stderr: string;
}

/** A drop-in of a real tool, loaded verb by verb; `argv` does not include the tool's own name. */
export type Tool = (argv: readonly string[], env: ToolEnv) => Promise<ToolResult>;
