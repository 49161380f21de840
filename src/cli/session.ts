/** A command's hold on the machine: loaded, locked while it may change, saved when it did. */
import { bootMachine, type Machine } from '../machine/machine.ts';
import { EXIT, refusal } from '../machine/refusal.ts';
import { openStore, type Store, stateFolder } from '../machine/store.ts';
import { DEFAULT_KERNEL, DEFAULT_PLATFORM, DEFAULT_SEED } from './defaults.ts';
import type { Host, Output } from './host.ts';
import { loadPlatform } from './platforms.ts';
import type { Settings } from './settings.ts';

/** Where the machine of a session is; commands of one script share it. */
interface Slot {
  machine: Machine | undefined;
}

export interface Session {
  readonly host: Host;
  readonly settings: Settings;
  readonly out: Output;
  readonly err: Output;
  readonly slot: Slot;
  readonly store: Store;
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

/** Milliseconds that a command waits for another one's lock. */
const PATIENCE = 10_000;

export const say = (session: Session, line: string): void => session.err.write(`memsim: ${line}\n`);

/** The machine; when nothing was booted yet, the default platform is, and the user is told. */
export function currentMachine(session: Session): Machine {
  const { slot, host } = session;
  if (slot.machine === undefined) {
    const platform = loadPlatform(host.packageRoot, DEFAULT_PLATFORM);
    slot.machine = bootMachine(platform, { kernel: DEFAULT_KERNEL, cmdline: '', seed: DEFAULT_SEED });
    if (!session.settings.quiet)
      say(
        session,
        `nothing was booted yet: booted platform '${DEFAULT_PLATFORM}' with kernel ${DEFAULT_KERNEL}`,
      );
  }
  return slot.machine;
}

/** The machine, for a command that needs a kernel that runs. */
export function runningMachine(session: Session): Machine {
  const machine = currentMachine(session);
  const { crashed } = machine.kernel.state;
  if (crashed !== undefined)
    throw refusal(`the machine has crashed (${crashed}); 'memsim reboot' starts it again`, EXIT.failed);
  return machine;
}

function patience(env: Record<string, string | undefined>): number {
  const seconds = Number(env.MEMSIM_LOCK_WAIT ?? Number.NaN);
  return Number.isNaN(seconds) ? PATIENCE : seconds * 1000;
}

async function useStore(host: Host, settings: Settings, access: Access, act: Act): Promise<number> {
  const store = openStore(stateFolder(settings.state, host.env), { ...host, patience: patience(host.env) });
  const session: Session = {
    host,
    settings,
    out: host.stdout,
    err: host.stderr,
    slot: { machine: undefined },
    store,
  };
  const { slot } = session;
  if (access === 'read') {
    slot.machine = store.load();
    if (slot.machine !== undefined) return act(session);
  }
  const unlock = store.lock();
  const finish = (): void => {
    try {
      if (slot.machine !== undefined) store.save(slot.machine);
    } finally {
      unlock();
    }
  };
  const withdraw = host.onExit(finish);
  let code: number;
  try {
    if (access !== 'blind') slot.machine = store.load();
    code = await act(session);
  } catch (error) {
    withdraw();
    unlock();
    throw error;
  }
  withdraw();
  finish();
  return code;
}

/** The context of a command line of its own. */
export function storeContext(host: Host): Context {
  const context: Context = {
    host,
    settings: { quiet: false, color: 'auto' },
    use: (access, act) => useStore(host, context.settings, access, act),
  };
  return context;
}
