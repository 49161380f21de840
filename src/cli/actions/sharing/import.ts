/** `memsim import`: the machine of an export, or one built from pasted text. */
import { commandCount } from '../../../machine/command-log.ts';
import { type Machine, openMachine } from '../../../machine/machine.ts';
import { EXIT, refusal } from '../../../machine/refusal.ts';
import { decodeExport, isExport } from '../../../machine/state/export-file.ts';
import type { ImportReport } from '../../../paste/import-paste.ts';
import { fileText } from '../../../paste/merge/notes.ts';
import type { PastedFile } from '../../../paste/read.ts';
import { counted } from '../../../views/base/text.ts';
import { pastedFiles } from '../../input/pasted-files.ts';
import { type JsonFlag, printModel, report } from '../../output/print-model.ts';
import { putAside, reportKept } from '../../session/put-aside.ts';
import { type Caller, type Session, say } from '../../session/session.ts';

export interface ImportFlags extends JsonFlag {
  explain?: boolean;
  kernel?: string;
}

/** Arguments of `import`. The files are read before the machine is locked, since a pipe may block. */
export function readImport(
  caller: Caller,
  operands: string[],
  flags: ImportFlags,
): [string[], ImportFlags, PastedFile[]] {
  const { host } = caller;
  const isTyped = operands.length === 0 && host.openTerminal() !== undefined;
  if (isTyped) say(caller, 'paste the text, and end it with Ctrl-D in a line of its own');
  return [operands, flags, pastedFiles(host, operands)];
}

function importExport(session: Session, { name, bytes }: PastedFile, flags: ImportFlags): number {
  if (flags.explain || flags.kernel !== undefined)
    throw refusal(
      'import: --explain and --kernel are for pastes; this file has a machine of memsim',
      EXIT.usage,
    );
  const saved = decodeExport(bytes, fileText(name));
  const kept = putAside(session, 'import', session.slot.machine);
  session.slot.machine = openMachine(saved);
  const count = commandCount(saved.commandLog);
  const { release } = saved.kernel;
  const line = `opened a machine with kernel ${release}, ${counted(count, 'command')} after its first boot`;
  report(session, flags, { kernel: release, commands: count }, line);
  reportKept(session, kept);
  return 0;
}

const COMPRESSED: readonly [magic: readonly number[], what: string][] = [
  [[0x1f, 0x8b], 'gzip'],
  [[0xfd, 0x37, 0x7a, 0x58], 'xz'],
  [[0x42, 0x5a, 0x68], 'bzip2'],
  [[0x50, 0x4b, 0x03, 0x04], 'zip'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd'],
];

function refuseCompressed({ name, bytes }: PastedFile): void {
  const found = COMPRESSED.find(([magic]) => magic.every((byte, i) => bytes[i] === byte));
  if (found !== undefined)
    throw refusal(`import: ${name}: compressed (${found[1]}); unpack it and give the file or folder in it`);
}

async function printReport(
  session: Session,
  flags: ImportFlags,
  machine: Machine,
  model: ImportReport,
): Promise<void> {
  const { renderImport } = await import('../../../views/text/import.ts');
  if (!flags.explain) {
    if (flags.json || !session.settings.quiet) printModel(session, flags, model, renderImport);
    return;
  }
  const { explainPaste } = await import('./explain-paste.ts');
  const explained = await explainPaste(machine, model);
  const { renderImportProblem } = await import('../../../views/text/import-problem.ts');
  printModel(session, flags, { ...model, explained }, (all, terminal) =>
    [renderImport(all, terminal), renderImportProblem(all.explained, terminal)].join('\n'),
  );
}

async function importPasted(session: Session, files: PastedFile[], flags: ImportFlags): Promise<number> {
  files.forEach(refuseCompressed);
  const { importPaste } = await import('../../../paste/import-paste.ts');
  const { machine, report: model } = await importPaste(files, {
    name: files.length === 1 ? files[0]!.name : 'import',
    kernel: flags.kernel,
  });
  const kept = putAside(session, 'import', session.slot.machine);
  session.slot.machine = machine;
  await printReport(session, flags, machine, model);
  reportKept(session, kept);
  return 0;
}

/** Replaces the machine of the session, which is put aside. */
export function importMachine(
  session: Session,
  _operands: string[],
  flags: ImportFlags,
  files: PastedFile[],
): number | Promise<number> {
  const [first] = files;
  const exported = files.find(({ bytes }) => isExport(bytes));
  if (exported === undefined) return importPasted(session, files, flags);
  if (files.length > 1)
    throw refusal(`import: ${exported.name} has a whole machine: import it alone`, EXIT.usage);
  return importExport(session, first!, flags);
}
