/** `memsim export` and `import`: a machine as one file, or as the script that builds it. */

import { commandCount } from '../../../machine/command-log.ts';
import { exportScript } from '../../../machine/export-script.ts';
import { type Machine, openMachine, savedMachine } from '../../../machine/machine.ts';
import { EXIT, refusal } from '../../../machine/refusal.ts';
import { decodeExport, encodeExport } from '../../../machine/state/export-file.ts';
import { counted } from '../../../views/base/text.ts';
import { readNamed, writeNamed } from '../../input/named-files.ts';
import { platformName } from '../../input/platform-name.ts';
import { type JsonFlag, printJson, report } from '../../output/print-model.ts';
import { putAside, tellKept } from '../../session/put-aside.ts';
import type { Caller, Session } from '../../session/session.ts';

export interface ExportFlags extends JsonFlag {
  script?: boolean;
}

function machineOf({ slot }: Session): Machine {
  if (slot.machine === undefined) throw refusal("nothing is booted; 'memsim boot' boots a machine to export");
  return slot.machine;
}

/** Writes to `file`, by default to standard output. */
export function exportMachine(session: Session, file = '-', { script, json }: ExportFlags): number {
  if (json && file === '-') throw refusal('export: --json needs a file to write to', EXIT.usage);
  const machine = machineOf(session);
  const data = script
    ? exportScript(machine.commandLog, (platform) => platformName(session.host, platform))
    : encodeExport(savedMachine(machine));
  writeNamed(session, file, data);
  if (json) printJson(session.out, { file, bytes: Buffer.byteLength(data) });
  return 0;
}

/** Reads the file before the machine is held: it may be a pipe that takes its time. */
export const readImport = (
  { host }: Caller,
  file: string,
  flags: JsonFlag,
): [string, JsonFlag, Uint8Array] => [file, flags, readNamed(host, file, 'import')];

/** Takes the place of the machine that there was, which is put aside. */
export function importMachine(session: Session, file: string, flags: JsonFlag, data: Uint8Array): number {
  const saved = decodeExport(data, file);
  const kept = putAside(session, 'import', session.slot.machine);
  session.slot.machine = openMachine(saved);
  const count = commandCount(saved.commandLog);
  const { release } = saved.kernel;
  const line = `opened a machine with kernel ${release}, ${counted(count, 'command')} after its first boot`;
  report(session, flags, { kernel: release, commands: count }, line);
  tellKept(session, kept);
  return 0;
}
