/**
 * The machine of a shell, which stays in memory. Each command holds the lock while it runs. The machine is
 * reloaded after another process saves it.
 */
import { currentMachine } from '../cli/session/current-machine.ts';
import { lockTimeout } from '../cli/session/disk.ts';
import type { Host } from '../cli/session/host.ts';
import { isInterruption } from '../cli/session/interruption.ts';
import type { Act, Request, Session } from '../cli/session/session.ts';
import type { Settings } from '../cli/session/settings.ts';
import type { Machine } from '../machine/machine.ts';
import { EXIT, refusal } from '../machine/refusal.ts';
import { DEFAULT_SETUP } from '../machine/setup.ts';
import { nothingKept } from '../machine/state/kept.ts';
import { openStore } from '../machine/state/store.ts';

export interface OpenMachine {
  /** Runs a command with `host` as its process. */
  hold(host: Host, request: Request, act: Act): Promise<number>;
  /** The current machine; before the first boot, a copy of the one that it boots. */
  look(settings: Settings): Promise<Machine>;
  /** The current machine, booted and saved if there is none. */
  require(settings: Settings): Promise<Machine>;
}

/** The machine of a state folder. */
export function openShellMachine(host: Host, folder: string): OpenMachine {
  const store = openStore(folder, { ...host, timeout: lockTimeout(host.env) });
  const slot: Session['slot'] = { machine: undefined, lessons: nothingKept().lessons };
  /** State of the disk that the slot was read from; `unread` before the first read. */
  let stamp: string | undefined = 'unread';

  async function load(): Promise<void> {
    Object.assign(slot, await store.load());
    stamp = store.stamp();
  }

  async function refresh(): Promise<void> {
    if (store.stamp() !== stamp) await load();
  }

  /** Runs `act` with the machine locked, and saves; changes of an `act` that throws are dropped. */
  async function locked(words: readonly string[], act: () => number | Promise<number>): Promise<number> {
    const unlock = store.lock();
    const withdraw = host.onExit(() => {
      unlock();
      return 'now';
    });
    const save = (): void => {
      store.save(slot, words);
      stamp = store.stamp();
    };
    try {
      await refresh();
      const code = await act();
      save();
      return code;
    } catch (error) {
      if (isInterruption(error)) save();
      else await load();
      throw error;
    } finally {
      withdraw();
      unlock();
    }
  }

  const sessionOf = (of: Host, settings: Settings): Session => ({
    host: of,
    settings,
    out: of.stdout,
    err: of.stderr,
    slot,
    store,
    defaults: DEFAULT_SETUP,
  });

  return {
    async hold(of, { settings, access, words }, act) {
      const asked = settings.state ?? folder;
      if (asked !== folder)
        throw refusal(`the shell uses ${folder}; 'exit', then start one with --state '${asked}'`, EXIT.usage);
      const session = sessionOf(of, settings);
      const run = (): number | Promise<number> => act(session);
      if (access === 'read') {
        await refresh();
        if (slot.machine !== undefined) return run();
      }
      return locked(words, run);
    },
    async look(settings) {
      await refresh();
      const session = sessionOf(host, { ...settings, quiet: true });
      return currentMachine(slot.machine === undefined ? { ...session, slot: { ...slot } } : session);
    },
    async require(settings) {
      await refresh();
      if (slot.machine !== undefined) return slot.machine;
      await locked(['boot'], async () => {
        await currentMachine(sessionOf(host, settings));
        return 0;
      });
      return slot.machine!;
    },
  };
}
