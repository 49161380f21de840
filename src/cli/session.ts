/** A command's hold on the machine, and the ways to come by one. Loads no kernel. */
import type { Platform } from '../firmware/platform.ts';
import type { Machine } from '../machine/machine.ts';
import type { Store } from '../machine/state/store.ts';
import type { Defaults } from './defaults.ts';
import type { Host, Output } from './host.ts';
import type { Settings } from './settings.ts';

/** Where the machine of a session is; commands of one script share it. */
interface Slot {
  machine: Machine | undefined;
  /** Hardware that the command under way brought with it. */
  platform?: Platform | undefined;
  /** Hardware that it brought when it was done for the first time. */
  given?: Platform | undefined;
}

/** A trace under way. */
export interface SessionTrace {
  /** Goes on with a kernel that boots. */
  follow(kernel: Machine['kernel']): void;
  /** Stops it and prints it, once: what follows is not the command's own doing. */
  finish(): Promise<void>;
}

export interface Session {
  readonly host: Host;
  readonly settings: Settings;
  readonly out: Output;
  readonly err: Output;
  readonly slot: Slot;
  readonly store: Store;
  /** What a boot takes where nothing is asked for. */
  readonly defaults: Defaults;
  readonly trace?: SessionTrace;
}

/**
 * `read` does not keep others out and saves nothing but a first boot; `blind` does not look at what was
 * saved before.
 */
export type Access = 'read' | 'write' | 'blind';
export type Act = (session: Session) => number | Promise<number>;

/** How commands come by their session: from the disk, or from the script that they are a line of. */
export interface Context {
  readonly host: Host;
  /** Options given before the command's name fill this in while the command line is read. */
  settings: Settings;
  use(access: Access, act: Act): Promise<number>;
}

export const say = (session: Session, line: string): void => session.err.write(`memsim: ${line}\n`);

/** The context of a command line of its own. */
export function storeContext(host: Host): Context {
  const context: Context = {
    host,
    settings: { quiet: false, color: 'auto' },
    async use(access, act) {
      const { useStore } = await import('./use-store.ts');
      return useStore(host, context.settings, access, act);
    },
  };
  return context;
}
