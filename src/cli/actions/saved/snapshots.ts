/** `memsim snapshot` and `restore`: copies of the machine by name. */
import { loadSnapshot, saveSnapshot, snapshotNames } from '../../../machine/state/snapshots.ts';
import { type JsonFlag, printModel, report } from '../../output/print-model.ts';
import { currentMachine } from '../../session/current-machine.ts';
import type { Session } from '../../session/session.ts';

/** Saves the machine under a name; lists the names without one. */
export async function snapshot(session: Session, name: string | undefined, flags: JsonFlag): Promise<number> {
  const { store, host } = session;
  if (name === undefined) {
    printModel(session, flags, snapshotNames(store.folder), (names) =>
      names.map((one) => `${one}\n`).join(''),
    );
    return 0;
  }
  saveSnapshot(store.folder, name, await currentMachine(session), host.pid);
  report(session, flags, { snapshot: name }, `saved snapshot '${name}'`);
  return 0;
}

/** The machine of the snapshot becomes the machine. */
export async function restore(session: Session, name: string, flags: JsonFlag): Promise<number> {
  session.slot.machine = await loadSnapshot(session.store.folder, name);
  report(session, flags, { snapshot: name }, `restored snapshot '${name}'`);
  return 0;
}
