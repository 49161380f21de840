/** A session on the machine that is kept on the disk: loaded, locked while it may change, saved when it did. */
import { stateFolder } from '../machine/state/state-folder.ts';
import { openStore } from '../machine/state/store.ts';
import { DEFAULTS } from './defaults.ts';
import type { Host } from './host.ts';
import { commandWords, perform } from './perform.ts';
import type { Access, Act, Session } from './session.ts';
import type { Settings } from './settings.ts';

/** Milliseconds that a command waits for another one's lock. */
const PATIENCE = 10_000;

export function lockPatience(env: Record<string, string | undefined>): number {
  const seconds = Number(env.MEMSIM_LOCK_WAIT ?? Number.NaN);
  return Number.isNaN(seconds) ? PATIENCE : seconds * 1000;
}

/** Runs `act` on the machine of the state folder. Refuses (exit 3) when that cannot be used. */
export async function useStore(host: Host, settings: Settings, access: Access, act: Act): Promise<number> {
  const store = openStore(stateFolder(settings.state, host.env), {
    ...host,
    patience: lockPatience(host.env),
  });
  const session: Session = {
    host,
    settings,
    out: host.stdout,
    err: host.stderr,
    slot: { machine: undefined },
    store,
    defaults: DEFAULTS,
  };
  const { slot } = session;
  if (access === 'read') {
    slot.machine = store.load();
    if (slot.machine !== undefined) return perform(session, access, commandWords(host), act);
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
    code = await perform(session, access, commandWords(host), act);
  } catch (error) {
    withdraw();
    unlock();
    throw error;
  }
  withdraw();
  finish();
  return code;
}
