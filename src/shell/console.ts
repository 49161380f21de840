/** The interface between the shell and its terminal: node's on the command line, xterm's in the page. */
import type { Shell } from './shell.ts';

/** Completions of the end of a line. */
export interface Suggestion {
  /** The text to replace. */
  typed: string;
  /** The replacements. */
  hits: string[];
  /** The list of completions to print. */
  list: string;
}

export interface LineEditorOptions {
  /** Oldest first. */
  lines: readonly string[];
  suggest(line: string): Promise<Suggestion>;
}

export interface LineEditor {
  /** Reads a line; undefined after Ctrl-D. */
  read(prompt: string): Promise<string | undefined>;
  /** Lends the terminal to `act`, which reads from it. */
  lend<T>(act: () => Promise<T>): Promise<T>;
  close(): void;
}

export interface Choice {
  value: string;
  /** Text in the list. */
  name: string;
  /** Text after the choice. */
  short?: string;
  /** Reason why it cannot be chosen. */
  disabled?: string;
}

export interface InputOptions {
  /** Default answer. */
  start: string;
  /** Returns the error of an answer; undefined if it is valid. */
  check(text: string): string | undefined;
}

/** Ctrl-C throws an interruption. */
export interface Prompts {
  select(message: string, choices: Choice[], start?: string): Promise<string>;
  input(message: string, options: InputOptions): Promise<string>;
}

export interface ShellConsole {
  openEditor(options: LineEditorOptions): LineEditor;
  /** Prompts on the terminal of `editor`. */
  openPrompts(colored: boolean, editor: LineEditor): Promise<Prompts>;
  /** Called when the command before has ended. */
  beforePrompt?(shell: Shell): void;
}
