/** `memsim mount DIR`: the files of the machine on a folder of the system. */
import { statSync } from 'node:fs';
import { isRoot } from '../../../clients/exec/as-root.ts';
import { machineTree } from '../../../clients/fuse/machine-tree.ts';
import { serveMount } from '../../../clients/fuse/mount.ts';
import { refusal } from '../../../machine/refusal.ts';
import { type Session, say } from '../../session/session.ts';
import { serving } from './serving.ts';

function checkFolder(folder: string): void {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) throw refusal(`mount: ${folder}: there is no such folder; make it first`);
  if (!stat.isDirectory()) throw refusal(`mount: ${folder} is not a folder`);
}

/** Serves the files until Ctrl-C or umount. */
export async function mount(session: Session, folder: string): Promise<number> {
  if (!isRoot())
    throw refusal("mount: needs root; 'memsim exec -- bash' opens a shell on the machine's files without it");
  checkFolder(folder);
  let unmount = (): void => {};
  return serving(
    session,
    ['mount', folder],
    () => unmount(),
    async ({ files, failed, started }) => {
      const outcome = await serveMount({
        folder,
        tree: machineTree(files),
        failed,
        mounted(end) {
          unmount = end;
          started(end);
          if (!session.settings.quiet)
            say(session, `mounted on ${folder} until Ctrl-C or 'umount ${folder}'`);
        },
      });
      if (outcome !== undefined) throw refusal(`mount: ${outcome.refused}`);
      return 0;
    },
  );
}
