/** `memsim snapshot` and `restore`: copies of the machine by name. */
import { loadSnapshot, saveSnapshot, snapshotNames } from '../../../machine/state/snapshots.ts';
import { currentMachine } from '../../session/current-machine.ts';
import { type Session, say } from '../../session/session.ts';

/** Saves the machine under a name; lists the names without one. */
export async function snapshot(session: Session, name: string | undefined): Promise<number> {
  const { store, host, settings } = session;
  if (name === undefined) {
    session.out.write(
      snapshotNames(store.folder)
        .map((one) => `${one}\n`)
        .join(''),
    );
    return 0;
  }
  saveSnapshot(store.folder, name, await currentMachine(session), host.pid);
  if (!settings.quiet) say(session, `saved snapshot '${name}'`);
  return 0;
}

/** The machine of the snapshot becomes the machine. */
export async function restore(session: Session, name: string): Promise<number> {
  session.slot.machine = await loadSnapshot(session.store.folder, name);
  if (!session.settings.quiet) say(session, `restored snapshot '${name}'`);
  return 0;
}
