/** The machine that is kept on the disk: loaded, locked while a command may change it, saved afterwards. */
import { isRefusal } from '../../machine/refusal.ts';
import { DEFAULT_SETUP } from '../../machine/setup.ts';
import { nothingKept } from '../../machine/state/kept.ts';
import type { Taken } from '../../machine/state/lazy/text.ts';
import { stateFolder } from '../../machine/state/state-folder.ts';
import type { Contents, Store } from '../../machine/state/store.ts';
import type { Host } from './host.ts';
import { type Act, type Client, type Request, type Session, withoutTerminal } from './session.ts';
import type { Settings } from './settings.ts';

/** Bytes of a saved state; a command that reads all of a larger one takes long. */
const LARGE = 4 * 1024 * 1024;

/** Milliseconds to wait for the lock by default. */
const LOCK_TIMEOUT = 10_000;

/** Milliseconds to wait for the lock: MEMSIM_LOCK_WAIT in seconds, or the default. */
export function lockTimeout(env: Record<string, string | undefined>): number {
  const seconds = Number(env.MEMSIM_LOCK_WAIT ?? Number.NaN);
  return Number.isNaN(seconds) ? LOCK_TIMEOUT : seconds * 1000;
}

async function openFolder(host: Host, settings: Settings): Promise<Store> {
  const { openStore } = await import('../../machine/state/store.ts');
  return openStore(stateFolder(settings.state, host.env), { ...host, timeout: lockTimeout(host.env) });
}

const nothing = (): Contents => ({ machine: undefined, lessons: nothingKept().lessons });

/** The saved record; undefined if it cannot be read and the command does not need it. */
async function load(store: Store, access: Request['access']): Promise<Contents> {
  try {
    return await store.load();
  } catch (error) {
    if (access !== 'blind' || !isRefusal(error)) throw error;
    return nothing();
  }
}

/**
 * Locks the machine, runs `act` and saves. A signal during a command is handled once the command has ended and its
 * result is saved; a command that does not end in time is not saved.
 */
async function holdLocked(session: Session, { access, words }: Request, act: Act): Promise<number> {
  const { host, slot, store } = session;
  const unlock = store.lock();
  let found = nothing();
  const save = (taken?: Taken): void => {
    const isSomething = slot.machine !== undefined || found.machine !== undefined;
    if (isSomething || slot.lessons !== found.lessons || access === 'blind') store.save(slot, words, taken);
  };
  const withdraw = host.onExit((mustEnd) => {
    if (!slot.settled && !mustEnd) return 'later';
    try {
      if (slot.settled) save();
    } finally {
      unlock();
    }
    return 'now';
  });
  try {
    found = await load(store, access);
    Object.assign(slot, found);
    const code = await act(session);
    save(slot.taken);
    return code;
  } finally {
    withdraw();
    unlock();
    host.endIfSignalled();
  }
}

/** Runs `act` on the machine of the state folder. Refuses (exit 3) when that cannot be used. */
async function holdOnDisk(host: Host, request: Request, act: Act): Promise<number> {
  const { settings, access } = request;
  const store = await openFolder(host, settings);
  const session: Session = {
    host: withoutTerminal(host),
    settings,
    out: host.stdout,
    err: host.stderr,
    slot: nothing(),
    store,
    defaults: DEFAULT_SETUP,
  };
  if (access === 'read') {
    Object.assign(session.slot, await store.load());
    if (session.slot.machine !== undefined) {
      if (store.size() > LARGE) host.expectLongRun?.('walk');
      return act(session);
    }
  }
  return holdLocked(session, request, act);
}

/** The caller of a single command line. */
export const diskClient = (host: Host, settings: Settings): Client => ({
  host,
  settings,
  out: host.stdout,
  err: host.stderr,
  hold: (request, act) => holdOnDisk(host, request, act),
});
