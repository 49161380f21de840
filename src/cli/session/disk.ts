/** The machine on the disk: loaded for a command, locked while it may change, saved afterwards. */
import { DEFAULT_SETUP } from '../../machine/setup.ts';
import { stateFolder } from '../../machine/state/state-folder.ts';
import type { Store } from '../../machine/state/store.ts';
import type { Host } from './host.ts';
import { type Act, type Client, type Request, type Session, withoutTerminal } from './session.ts';
import type { Settings } from './settings.ts';

/** Milliseconds to wait for the lock. */
const PATIENCE = 10_000;

export function lockPatience(env: Record<string, string | undefined>): number {
  const seconds = Number(env.MEMSIM_LOCK_WAIT ?? Number.NaN);
  return Number.isNaN(seconds) ? PATIENCE : seconds * 1000;
}

async function openFolder(host: Host, settings: Settings): Promise<Store> {
  const { openStore } = await import('../../machine/state/store.ts');
  return openStore(stateFolder(settings.state, host.env), { ...host, patience: lockPatience(host.env) });
}

/** Runs `act` on the machine of the state folder; refuses (exit 3) if the folder cannot be used. */
async function holdOnDisk(host: Host, { settings, access }: Request, act: Act): Promise<number> {
  const store = await openFolder(host, settings);
  const slot: Session['slot'] = { machine: undefined };
  const session: Session = {
    host: withoutTerminal(host),
    settings,
    out: host.stdout,
    err: host.stderr,
    slot,
    store,
    defaults: DEFAULT_SETUP,
  };
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

/** The caller for a command line of its own. */
export const diskClient = (host: Host, settings: Settings): Client => ({
  host,
  settings,
  out: host.stdout,
  err: host.stderr,
  hold: (request, act) => holdOnDisk(host, request, act),
});
