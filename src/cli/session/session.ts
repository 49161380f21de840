/** The context of a command: process, settings, output streams and machine. Loads no kernel code. */
import type { Platform } from '../../firmware/platform.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Setup } from '../../machine/setup.ts';
import type { LessonProgress } from '../../machine/state/kept.ts';
import type { Taken } from '../../machine/state/lazy/text.ts';
import type { Store } from '../../machine/state/store.ts';
import type { ToolResult, WaitingCommand } from '../../tools/tool.ts';
import type { Host, Output } from './host.ts';
import type { Settings } from './settings.ts';

/** The context of a command that uses no machine. */
export interface Caller {
  readonly host: Host;
  readonly settings: Settings;
  readonly out: Output;
  readonly err: Output;
}

/** The machine of a session, shared by the commands of a script. */
interface Slot {
  machine: Machine | undefined;
  /** The learner's place in the course, which is saved with the machine. */
  lessons: LessonProgress;
  /** True while no command is under way: what the slot holds may be saved. */
  settled?: boolean;
  /** True once a machine was put aside for the lines of this script. */
  wasPutAside?: boolean;
  /** Hardware that the running command read from a file. */
  platform?: Platform | undefined;
  /** The state of the machine, where the last command took it after its last change: it need not be taken again. */
  taken?: Taken | undefined;
  /** The platform of the command log, which a repeated command uses instead of loading one. */
  given?: Platform | undefined;
}

/** Result of a command for its caller, besides its output. */
export interface Observed {
  /** The state of the machine after the command, which changes nothing any more. */
  taken?: Taken;
}

/** A running trace. */
export interface SessionTrace {
  /** Continues with a kernel that boots. */
  follow(kernel: Machine['kernel']): void;
  /** Stops the trace and prints it. Further calls do nothing. */
  finish(): Promise<void>;
}

/** A caller with its machine. */
export interface Session extends Caller {
  readonly slot: Slot;
  readonly store: Store;
  /** Defaults of boot. */
  readonly defaults: Setup;
  readonly trace?: SessionTrace;
  /** Of the running command alone, not of those that it runs. */
  readonly observed?: Observed;
  /** True for a command of a script. */
  readonly nested?: true;
  /** Takes a command that waits for events of the machine; without it, such a command ends where it would wait. */
  readonly goOn?: (waiting: WaitingCommand) => void;
}

/**
 * Access of a command to the machine. `none` uses no machine; `read` takes no lock and saves nothing but a first
 * boot; `write` locks, loads and saves; `blind` does the same, and continues if the state cannot be read.
 */
export type Access = 'none' | 'read' | 'write' | 'blind';
/** Code that runs on a session; returns the exit code. */
export type Act = (session: Session) => number | Promise<number>;

/** A request for the machine, for one command. */
export interface Request {
  settings: Settings;
  access: Exclude<Access, 'none'>;
  /** Words after `memsim`, without output options. */
  words: readonly string[];
}

/** A caller that loads its machine for each command. */
export interface Client extends Caller {
  /** Runs `act` on the machine. */
  hold(request: Request, act: Act): Promise<number>;
}

/** Tests for a caller that has a machine. */
export const isSession = (caller: Caller): caller is Session => 'slot' in caller;

/** The host without its terminal. */
export const withoutTerminal = (host: Host): Host => ({ ...host, openTerminal: () => undefined });

/** Prints the output of a tool. */
export function printResult(
  { out, err }: Pick<Caller, 'out' | 'err'>,
  { stdout, stderr }: Pick<ToolResult, 'stdout' | 'stderr'>,
): void {
  if (stdout.length > 0) out.write(stdout);
  if (stderr.length > 0) err.write(stderr);
}

/** Prints a line of memsim itself on stderr. */
export const say = ({ err }: Pick<Caller, 'err'>, line: string): void => err.write(`memsim: ${line}\n`);
