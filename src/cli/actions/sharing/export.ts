/** `memsim export`: a machine as one file, or as the script that builds it. */

import { exportScript } from '../../../machine/export-script.ts';
import { type Machine, savedMachine } from '../../../machine/machine.ts';
import { EXIT, refusal } from '../../../machine/refusal.ts';
import { encodeExport } from '../../../machine/state/export-file.ts';
import { humanSize } from '../../../views/base/text.ts';
import { writeNamed } from '../../input/named-files.ts';
import { platformName } from '../../input/platform-name.ts';
import { type JsonFlag, printJson } from '../../output/print-model.ts';
import type { Session } from '../../session/session.ts';

export interface ExportFlags extends JsonFlag {
  script?: boolean;
}

function machineOf({ slot }: Session): Machine {
  if (slot.machine === undefined) throw refusal("nothing is booted; 'memsim boot' boots a machine to export");
  return slot.machine;
}

/** Refuses lines that nobody reads on a terminal. */
function refuseTerminal({ out }: Session, data: string | Uint8Array): void {
  if (!out.isTerminal) return;
  const size = humanSize(Buffer.byteLength(data));
  throw refusal(
    `export: ${size} are not for a terminal; name a file (memsim export bug.memsim), or - to print them`,
    EXIT.usage,
  );
}

/** Writes to `file`, by default to standard output; without a name, only a script is written to a terminal. */
export function exportMachine(
  session: Session,
  name: string | undefined,
  { script, json }: ExportFlags,
): number {
  const file = name ?? '-';
  if (json && file === '-') throw refusal('export: --json needs a file to write to', EXIT.usage);
  const machine = machineOf(session);
  const data = script
    ? exportScript(machine.commandLog, (platform) => platformName(session.host, platform))
    : encodeExport(savedMachine(machine));
  if (name === undefined && !script) refuseTerminal(session, data);
  writeNamed(session, file, data);
  if (json) printJson(session.out, { file, bytes: Buffer.byteLength(data) });
  return 0;
}
