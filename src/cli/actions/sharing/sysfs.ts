/** `memsim sysfs export`: the machine's files as a plain tree. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { exportTree } from '../../../clients/export-tree.ts';
import { EXIT, refusal } from '../../../machine/refusal.ts';
import { NO_HOST_FILES } from '../../input/host-files.ts';
import { type JsonFlag, printJson } from '../../output/print-model.ts';
import { runningMachine } from '../../session/current-machine.ts';
import { type Session, say } from '../../session/session.ts';

/** Creates the folder in one that exists, or checks that it is empty. */
function emptyFolder(folder: string): void {
  try {
    if (!existsSync(folder)) mkdirSync(folder);
    if (readdirSync(folder).length === 0) return;
  } catch (error) {
    const { code = `${error}` } = error as NodeJS.ErrnoException;
    throw refusal(`sysfs export: ${folder}: cannot be written (${code})`);
  }
  throw refusal(`sysfs export: ${folder} is not empty; name a new folder`, EXIT.usage);
}

/** Writes the tree to an empty or a new folder. */
export async function sysfsExport(
  session: Session,
  folder: string,
  { json = false }: JsonFlag = {},
): Promise<number> {
  if (session.host.files === NO_HOST_FILES) NO_HOST_FILES.write(folder, '');
  const { files } = await runningMachine(session);
  emptyFolder(folder);
  const { files: count, links, unreadable } = exportTree(files, folder);
  if (json) printJson(session.out, { folder, files: count, links, unreadable });
  if (json || session.settings.quiet) return 0;
  say(session, `${folder}: ${count} files and ${links} links`);
  if (unreadable.length > 0)
    say(session, `${unreadable.length} attributes cannot be read on this machine and are left out`);
  return 0;
}
