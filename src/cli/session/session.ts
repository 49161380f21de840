/** What a command is given: where it prints, the options that hold, and the machine. Loads no kernel. */
import type { Platform } from '../../firmware/platform.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Setup } from '../../machine/setup.ts';
import type { Store } from '../../machine/state/store.ts';
import type { Host, Output } from './host.ts';
import type { Settings } from './settings.ts';

/** All that a command needs that uses no machine. */
export interface Caller {
  readonly host: Host;
  readonly settings: Settings;
  readonly out: Output;
  readonly err: Output;
}

/** The machine of a session; the commands of one script share it. */
interface Slot {
  machine: Machine | undefined;
  /** Hardware that the running command read from a file. */
  platform?: Platform | undefined;
  /** Hardware that it read when it ran for the first time: a command that is repeated takes this. */
  given?: Platform | undefined;
}

/** A running trace. */
export interface SessionTrace {
  /** Continues with a kernel that boots. */
  follow(kernel: Machine['kernel']): void;
  /** Stops the trace and prints it, once: what follows is not the command's own doing. */
  finish(): Promise<void>;
}

/** A caller that holds its machine. */
export interface Session extends Caller {
  readonly slot: Slot;
  readonly store: Store;
  /** What a boot takes where the command line says nothing. */
  readonly defaults: Setup;
  readonly trace?: SessionTrace;
  /** True for a command that another one runs: a line of a script. */
  readonly nested?: true;
}

/**
 * How a command uses the machine. `none` uses no machine; `read` keeps no other process out and saves
 * nothing but a first boot; `write` locks, loads and saves; `blind` does so without loading what was saved.
 */
export type Access = 'none' | 'read' | 'write' | 'blind';
export type Act = (session: Session) => number | Promise<number>;

/** One command, as it asks for the machine. */
export interface Request {
  settings: Settings;
  access: Exclude<Access, 'none'>;
  /** Words after `memsim`, without the options that say how to show things. */
  words: readonly string[];
}

/** A caller that loads its machine for each command. */
export interface Client extends Caller {
  /** Runs `act` on the machine. */
  hold(request: Request, act: Act): Promise<number>;
}

export const isSession = (caller: Caller): caller is Session => 'slot' in caller;

/** The same process without a terminal to ask on. */
export const withoutTerminal = (host: Host): Host => ({ ...host, openTerminal: () => undefined });

export const say = ({ err }: Pick<Caller, 'err'>, line: string): void => err.write(`memsim: ${line}\n`);
