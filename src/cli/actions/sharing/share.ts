/** `memsim export` and `import`: a machine as one file, or as the script that builds it. */

import { commandCount } from '../../../machine/command-log.ts';
import { exportScript } from '../../../machine/export-script.ts';
import { type Machine, openMachine, savedMachine } from '../../../machine/machine.ts';
import { refusal } from '../../../machine/refusal.ts';
import { decodeExport, encodeExport } from '../../../machine/state/export-file.ts';
import { readNamed, writeNamed } from '../../input/named-files.ts';
import { platformName } from '../../input/platform-name.ts';
import { putAside } from '../../session/put-aside.ts';
import { type Caller, type Session, say } from '../../session/session.ts';

export interface ExportFlags {
  script?: boolean;
}

function machineOf({ slot }: Session): Machine {
  if (slot.machine === undefined) throw refusal("nothing is booted; 'memsim boot' boots a machine to export");
  return slot.machine;
}

/** Writes to `file`, by default to standard output. */
export function exportMachine(session: Session, file = '-', { script }: ExportFlags): number {
  const machine = machineOf(session);
  const data = script
    ? exportScript(machine.commandLog, (platform) => platformName(session.host, platform))
    : encodeExport(savedMachine(machine));
  writeNamed(session, file, data);
  return 0;
}

/** Reads the file before the machine is held: it may be a pipe that takes its time. */
export const readImport = ({ host }: Caller, file: string): [string, Uint8Array] => [
  file,
  readNamed(host, file, 'import'),
];

/** Takes the place of the machine that there was, which is put aside. */
export function importMachine(session: Session, file: string, data: Uint8Array): number {
  const saved = decodeExport(data, file);
  putAside(session, 'import', session.slot.machine);
  session.slot.machine = openMachine(saved);
  const count = commandCount(saved.commandLog);
  if (!session.settings.quiet)
    say(
      session,
      `opened a machine with kernel ${saved.kernel.release}, ${count} commands after its first boot`,
    );
  return 0;
}
