/** A row of the command table: all that is known of a command before its code is loaded. */
import type { Command } from 'commander';
import type { Access, Caller, Session } from '../session/session.ts';
import type { Group } from './groups.ts';

/**
 * Runs a command: positional arguments, then the options as an object, as commander hands them over.
 *
 * @returns the exit code
 */
type Action<C extends Caller> = (caller: C, ...args: never[]) => number | Promise<number>;

interface AnyRow {
  /** The words that call it: `boot`, `kernel show`. */
  words: string;
  group: Group;
  /** One line for lists. */
  about: string;
  /** Left out of lists. */
  hidden?: true;
  /** Entered in the machine's command log. */
  noted?: true;
  /** Begins without a machine, and makes or removes one. */
  makesMachine?: true;
  /** Refused in a script for a scratch machine: it has a state of its own. */
  notOnScratch?: true;
  /** Allowed in every lesson, by its operands where those decide. */
  inLessons?: true | ((operands: readonly string[]) => boolean);
  /** Adds its arguments and options. */
  define?(command: Command): void;
  /** Text below its help. */
  after?: string;
  /** Its words are a tool's: options of memsim's own are not looked for, or taken out from among them. */
  passThrough?: 'untouched' | 'with-own-options';
  /** Reads what takes time before the machine is held; the result stands for the arguments. */
  prepare?(): Promise<(caller: Caller, ...args: never[]) => unknown[]>;
}

/** A command by the machine that it uses; `load` imports its code. */
export type Row = AnyRow &
  (
    | { access: 'none'; load(): Promise<Action<Caller>> }
    | { access: Exclude<Access, 'none'>; load(): Promise<Action<Session>> }
    | { access(operands: readonly string[]): Access; load(): Promise<Action<Caller | Session>> }
  );

/** The first word of commands that belong together. */
export interface Family {
  word: string;
  group: Group;
  about: string;
  after?: string;
}
