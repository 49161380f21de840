/** `memsim snapshot` and `restore`: the machine put aside under a name, and brought back. */
import { loadSnapshot, saveSnapshot, snapshotNames } from '../../machine/state/snapshots.ts';
import { currentMachine } from '../session/current-machine.ts';
import { type Session, say } from '../session/session.ts';

/** Keeps the machine under a name; lists the names when none is given. */
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
  if (!settings.quiet) say(session, `snapshot '${name}' is made`);
  return 0;
}

/** The machine of the snapshot becomes the machine. */
export function restore(session: Session, name: string): number {
  session.slot.machine = loadSnapshot(session.store.folder, name);
  if (!session.settings.quiet) say(session, `the machine is that of snapshot '${name}'`);
  return 0;
}
