/**
 * The machine of a shell, which stays in memory. Each command holds the lock while it runs. The machine is
 * reloaded after another process saves it.
 */
import { currentMachine } from '../cli/session/current-machine.ts';
import { lockPatience } from '../cli/session/disk.ts';
import type { Host } from '../cli/session/host.ts';
import { isInterruption } from '../cli/session/interruption.ts';
import type { Act, Request, Session } from '../cli/session/session.ts';
import type { Settings } from '../cli/session/settings.ts';
import type { Machine } from '../machine/machine.ts';
import { machineOf, momentOf } from '../machine/moment.ts';
import { EXIT, refusal } from '../machine/refusal.ts';
import { DEFAULT_SETUP } from '../machine/setup.ts';
import { openStore } from '../machine/state/store.ts';
import { newUndoStack, record, redo, undo } from './undo.ts';

export interface OpenMachine {
  /** Runs a command with `host` as its process. */
  hold(host: Host, request: Request, act: Act): Promise<number>;
  /** The current machine; before the first boot, a copy of the one that it boots. */
  look(settings: Settings): Promise<Machine>;
  /** The current machine, booted and saved if there is none. */
  require(settings: Settings): Promise<Machine>;
  /** Undoes or redoes a step; returns its command and the number of steps left. */
  step(way: 'undo' | 'redo'): { command: string; left: number } | undefined;
}

/** The machine of a state folder. */
export function openShellMachine(host: Host, folder: string): OpenMachine {
  const store = openStore(folder, { ...host, patience: lockPatience(host.env) });
  const stack = newUndoStack();
  let machine: Machine | undefined;
  /** State of the machine before the running command. */
  let moment = momentOf(undefined);
  /** State on the disk. */
  let stamp: string | undefined;
  let saved: string | undefined;

  const slot: Session['slot'] = {
    get machine() {
      return machine;
    },
    set machine(next) {
      // The first boot is not a step, since there is no earlier state.
      if (machine === undefined) moment = momentOf(next);
      machine = next;
    },
  };

  /** Loads the machine from the disk. */
  function load(): void {
    machine = store.load();
    stamp = store.stamp();
    moment = momentOf(machine);
    saved = moment.text;
  }

  function refresh(): void {
    if (store.stamp() === stamp) return;
    const before = moment;
    load();
    if (before.core !== undefined) record(stack, before.text, 'a change from outside');
  }

  function save(): void {
    if (moment.text === saved) return;
    if (machine === undefined) store.remove();
    else store.save(machine);
    stamp = store.stamp();
    saved = moment.text;
  }

  /** Saves the machine after a command; a read-only command has no name and is not a step. */
  function settle(command?: string): void {
    const before = moment;
    moment = momentOf(machine);
    if (command !== undefined && moment.core !== before.core) record(stack, before.text, command);
    save();
  }

  async function locked(command: string | undefined, act: () => Promise<number>): Promise<number> {
    const unlock = store.lock();
    const withdraw = host.onExit(unlock);
    try {
      refresh();
      const code = await act();
      settle(command);
      return code;
    } catch (error) {
      if (isInterruption(error)) settle(command);
      else load();
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
    hold(of, { settings, access, words }, act) {
      const asked = settings.state ?? folder;
      if (asked !== folder)
        throw refusal(`the shell uses ${folder}; 'exit', then start one with --state '${asked}'`, EXIT.usage);
      const session = sessionOf(of, settings);
      const run = async (): Promise<number> => act(session);
      if (access === 'read') {
        refresh();
        if (machine !== undefined) return run();
      }
      return locked(access === 'read' ? undefined : words.join(' '), run);
    },
    async look(settings) {
      refresh();
      const session = sessionOf(host, { ...settings, quiet: true });
      return currentMachine(machine === undefined ? { ...session, slot: { machine: undefined } } : session);
    },
    async require(settings) {
      refresh();
      if (machine !== undefined) return machine;
      await locked(undefined, async () => {
        await currentMachine(sessionOf(host, settings));
        return 0;
      });
      return machine!;
    },
    step(way) {
      const unlock = store.lock();
      try {
        refresh();
        const found = (way === 'undo' ? undo : redo)(stack, moment.text);
        if (found === undefined) return undefined;
        machine = machineOf(found.moment);
        moment = momentOf(machine);
        save();
        return { command: found.command, left: (way === 'undo' ? stack.done : stack.undone).length };
      } finally {
        unlock();
      }
    },
  };
}
