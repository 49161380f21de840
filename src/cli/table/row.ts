/** Rows of the command table: the properties of commands, known without loading their code. */
import type { Command } from 'commander';
import type { Access, Caller, Session } from '../session/session.ts';
import type { Group } from './groups.ts';

/**
 * The code of a command. It takes the positional arguments, then the options as an object.
 *
 * @returns the exit code
 */
type Action<C extends Caller> = (caller: C, ...args: never[]) => number | Promise<number>;

interface AnyRow {
  /** The words of the command: `boot`, `kernel show`. */
  words: string;
  group: Group;
  /** Title in the help of the family, where it has several. */
  part?: string;
  /** Description in lists, one line. */
  about: string;
  /** Not in lists. */
  hidden?: true;
  /** Recorded in the command log of the machine. */
  logged?: true;
  /** Starts without a machine, and makes or removes one. */
  makesMachine?: true;
  /** Refused in scripts for scratch machines, since it uses the state folder. */
  notOnScratch?: true;
  /** Uses programs or folders of the computer: refused in the page. */
  needsSystem?: true;
  /** Allowed in every lesson; a function decides by the operands. */
  inLessons?: true | ((operands: readonly string[]) => boolean);
  /** Prompts for missing arguments on a terminal. */
  asks?: true;
  /** Adds arguments and options. */
  define?(command: Command): void;
  /** Text below the help. */
  after?: string;
  /** The words are those of a tool: unchanged, or with memsim's own options among them. */
  passThrough?: 'untouched' | 'with-own-options';
  /** Reads input before the machine is locked; its result replaces the arguments. */
  prepare?(): Promise<(caller: Caller, ...args: never[]) => unknown[]>;
}

/** A command, typed by its use of the machine. `load` imports its code. */
export type Row = AnyRow &
  (
    | { access: 'none'; load(): Promise<Action<Caller>> }
    | { access: Exclude<Access, 'none'>; load(): Promise<Action<Session>> }
    | {
        access(operands: readonly string[], options: unknown): Access;
        load(): Promise<Action<Caller | Session>>;
      }
    | {
        access(operands: readonly string[], options: unknown): Exclude<Access, 'none'>;
        load(): Promise<Action<Session>>;
      }
  );

/** The common first word of several commands. */
export interface Family {
  word: string;
  group: Group;
  about: string;
  after?: string;
}
