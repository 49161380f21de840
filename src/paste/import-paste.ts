/** A machine from pasted text: read, merge, build, compare. */

import type { Platform } from '../firmware/platform.ts';
import { commandCount } from '../machine/command-log.ts';
import { bootMachine, type Machine } from '../machine/machine.ts';
import { platformByBlocks } from './build/blocks.ts';
import { differences } from './build/compare.ts';
import { makeCxlRegions } from './build/cxl-regions.ts';
import { makeDaxDevices } from './build/dax.ts';
import { driveMachine } from './build/driver.ts';
import { bootWithLabels } from './build/labels.ts';
import { makeNamespaces } from './build/namespaces.ts';
import { missingRegions, pairRegions } from './build/regions.ts';
import { type Draft, draftOf, type Given } from './merge/draft.ts';
import { blockSizeIn } from './merge/kernel.ts';
import { type Conflict, type Notes, newNotes, noteUnknown } from './merge/notes.ts';
import { type Problem, problemOf } from './problem.ts';
import { type PastedFile, type ReadPaste, type ReadSource, readPaste } from './read.ts';
import { type BuiltSummary, builtSummary } from './summary.ts';

/** The report of an import. */
export interface ImportReport {
  sources: ReadSource[];
  /** Files that are not UTF-8. */
  encodings: { file: string; encoding: string }[];
  lines: number;
  /** Lines that no reader takes. */
  unknownLines: number;
  built: BuiltSummary;
  assumed: string[];
  notKnown: string[];
  conflicts: Conflict[];
  /** Differences of the machine from the paste. */
  differs: string[];
  problem: Problem;
}

interface ImportedMachine {
  machine: Machine;
  report: ImportReport;
}

/** Builds the machine that the facts describe; failures on the way are notes and no errors. */
async function build(draft: Draft, { facts }: ReadPaste, notes: Notes) {
  const boot = (one: Platform): Machine => bootMachine(one, draft.request);
  const platform = platformByBlocks(draft, boot, blockSizeIn(facts), notes);
  const machine = bootWithLabels(boot, driveMachine, platform, draft.objects.regions);
  if (machine.kernel.state.crashed !== undefined) {
    noteUnknown(notes, `how the machine booted: here the kernel stops (${machine.kernel.state.crashed})`);
    return { machine, differs: [] };
  }
  const driver = driveMachine(machine);
  await makeCxlRegions(driver, facts, notes);
  const pairs = pairRegions(driver, draft, facts);
  for (const name of missingRegions(pairs, draft))
    noteUnknown(
      notes,
      `where ${name} comes from: no source shows its range, and the kernel made no such region`,
    );
  await makeNamespaces(driver, pairs, notes);
  await makeDaxDevices(driver, draft, pairs, notes);
  return { machine, differs: await differences(driver, draft, { facts, pairs, notes }) };
}

/** Notes about the reading itself. */
function noteReading({ sources, facts }: ReadPaste, notes: Notes): void {
  for (const { source, file, first, last, truncated } of sources)
    if (truncated)
      noteUnknown(
        notes,
        `the end of '${source}' (${file === '-' ? '' : `${file}, `}lines ${first}-${last}): it is cut`,
      );
  for (const { rows, hidden } of facts.iomem)
    if (hidden)
      noteUnknown(
        notes,
        `addresses of /proc/iomem at ${rows[0]!.file}:${rows[0]!.line}: they are all 0, since it was read without root`,
      );
  const { boots } = facts;
  if (boots.length > 1)
    notes.assumed.push(`the last of ${boots.length} boots in the kernel log is the one in question`);
}

/**
 * Makes a machine from pasted files.
 *
 * @throws a refusal (exit 1) for a paste of which no machine can be built
 */
export async function importPaste(files: readonly PastedFile[], given: Given): Promise<ImportedMachine> {
  const paste = readPaste(files);
  const notes = newNotes();
  noteReading(paste, notes);
  const draft = draftOf(paste.facts, given, notes);
  const { machine, differs } = await build(draft, paste, notes);
  const report: ImportReport = {
    sources: paste.sources,
    encodings: paste.encodings.filter(({ encoding }) => encoding !== 'UTF-8'),
    lines: paste.lines,
    unknownLines: paste.unknown,
    built: builtSummary(machine, draft, commandCount(machine.commandLog)),
    assumed: notes.assumed,
    notKnown: notes.unknown,
    conflicts: notes.conflicts,
    differs,
    problem: problemOf(paste.facts),
  };
  return { machine, report };
}
