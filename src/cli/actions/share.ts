/** `memsim export` and `import`: a machine in one file, or as the script that builds it again. */
import { readFileSync, writeFileSync } from 'node:fs';
import { decodeExport, encodeExport } from '../../machine/export-file.ts';
import { exportScript, type NameOf } from '../../machine/export-script.ts';
import { type Machine, openMachine } from '../../machine/machine.ts';
import { refusal } from '../../machine/refusal.ts';
import type { Host } from '../host.ts';
import { loadPlatform, packagedPlatforms } from '../platforms.ts';
import { type Session, say } from '../session.ts';

export interface ExportFlags {
  script?: boolean;
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? `${error}`;

/** Writes to a file, or to standard output where none is named. */
export function writeOut(session: Session, file: string | undefined, data: string | Uint8Array): void {
  if (file === undefined || file === '-') {
    session.out.write(data);
    return;
  }
  try {
    writeFileSync(file, data);
  } catch (error) {
    throw refusal(`${file}: cannot be written (${codeOf(error)})`);
  }
}

function machineOf({ slot }: Session): Machine {
  if (slot.machine === undefined) throw refusal('nothing is booted: there is no machine to export');
  return slot.machine;
}

/** Finds a platform among those that come with memsim. */
function nameIn({ packageRoot }: Host): NameOf {
  const names = Object.keys(packagedPlatforms(packageRoot));
  return (platform) => {
    const text = JSON.stringify(platform);
    return names.find((name) => JSON.stringify(loadPlatform(packageRoot, name)) === text);
  };
}

export function exportMachine(session: Session, file: string | undefined, { script }: ExportFlags): number {
  const { request, firmware, kernel, history } = machineOf(session);
  const data = script
    ? exportScript(history, nameIn(session.host))
    : encodeExport({ request, firmware, kernel: kernel.state, history });
  writeOut(session, file, data);
  return 0;
}

function readIn({ host }: Session, file: string): Uint8Array {
  try {
    return file === '-' ? host.readStdin() : readFileSync(file);
  } catch (error) {
    throw refusal(`${file}: cannot be read (${codeOf(error)})`);
  }
}

/** Takes the place of the machine that there was. */
export function importMachine(session: Session, file: string): number {
  const { firmware, kernel, request, history } = decodeExport(readIn(session, file), file);
  session.slot.machine = openMachine(firmware, kernel, request, history);
  const count = history.entries.length + history.dropped;
  if (!session.settings.quiet)
    say(session, `opened a machine with kernel ${kernel.release}, ${count} commands after its first boot`);
  return 0;
}
