/**
 * The record of a state folder as bytes: a header line, the notes and the machine as JSON whose large parts
 * are read on demand. Sums detect damage; the seal distinguishes a file that memsim wrote at this
 * place from one that was copied or edited, whose records are checked one by one.
 */
import type { SavedMachine } from '../machine.ts';
import type { Refusal } from '../refusal.ts';
import {
  type Header,
  headerLine,
  headerText,
  JOINED,
  LONGEST_HEADER,
  parseHeader,
  refuser,
  SCHEMA,
  type Seal,
  SUMMED,
  sealText,
  WAY_OUT,
} from './header.ts';
import type { Kept, KeptNotes, MachineCore } from './kept.ts';
import { type Encoded, indexed } from './lazy/encoded.ts';
import { checkTaken, decodeTaken, encodeTaken, indexLine } from './lazy/layout.ts';
import { type ByteRange, joined, rangeOf } from './lazy/source.ts';
import { openTaken, takeLazily } from './lazy/take.ts';
import type { Taken } from './lazy/text.ts';
import { decodeNotes, encodeNotes, replaceLessons, sumFor, summedNotes } from './notes.ts';
import { decodeEight } from './older/eight.ts';
import { migrateMachine } from './older/migrate.ts';
import { decodeSeven } from './older/seven.ts';

/** Its name in a state folder. */
export const STATE_FILE = 'state';

/** A machine that is ready to be written. */
export interface EncodedMachine {
  schema: number;
  machine: Encoded;
}

/** A record that is ready to be written. */
export interface EncodedState extends EncodedMachine {
  notes: Encoded;
}

/** The notes and the machine of a record as bytes. */
export const encodeKept = (kept: Kept): EncodedState => ({
  ...encodeMachine(kept.machine),
  notes: encodeNotes(kept),
});

/**
 * The machine of a record as bytes, without its command log.
 *
 * @param taken its state, where it was taken and has not changed since
 */
export function encodeMachine(machine: Kept['machine'], taken?: Taken): EncodedMachine {
  if (machine === null) return { schema: SCHEMA, machine: indexed([]) };
  const { commandLog: _, ...core } = machine;
  return { schema: SCHEMA, machine: indexed(encodeTaken(taken ?? takeLazily(core))) };
}

/** The bytes of a state file that will have this seal, in ranges. */
export function encodeState({ schema, notes, machine }: EncodedState, seal: Seal): ByteRange[] {
  const header = { schema, notes: notes.extent, machine: machine.extent, seal: sealText(seal) };
  return [rangeOf(Buffer.from(headerText(header))), ...notes.ranges, ...machine.ranges];
}

/** A file as it was opened. */
export interface StateBytes {
  /** All of it. */
  file: ByteRange;
  seal: Seal;
  path: string;
}

/** A file in its parts. */
interface Parts {
  header: Header;
  notes: ByteRange;
  machine: ByteRange;
  damaged: () => Error;
}

/** Header and parts of a state file whose lengths and sums are right, but for the parts of the machine. */
function partsOf({ file, path }: StateBytes): Parts {
  const { source, length } = file;
  const refuse = refuser(path);
  const damaged = (): Error => refuse(`damaged (its checksum is wrong); ${WAY_OUT}`);
  const line = headerLine(source.view(0, Math.min(length, LONGEST_HEADER)));
  const header = parseHeader(line, refuse);
  if (header === undefined) throw damaged();
  const start = line.length + 1;
  const end = start + header.notes.length;
  if (end + header.machine.length !== length) throw damaged();
  const notes = { source, at: start, length: header.notes.length };
  const machine = { source, at: end, length: header.machine.length };
  const sum = sumFor(header.schema);
  const summed = (): Buffer => (header.schema < SUMMED ? joined([machine]) : indexLine(machine));
  if (sum(summedNotes(notes, header.schema)) !== header.notes.sum) throw damaged();
  if (sum(summed()) !== header.machine.sum) throw damaged();
  return { header, notes, machine, damaged };
}

function takenOf({ header, machine, damaged }: Parts, isOwn: boolean): Taken | undefined {
  if (machine.length === 0) return undefined;
  if (header.schema >= JOINED) return decodeTaken(machine, damaged, isOwn);
  const bytes = joined([machine]);
  return header.schema < SUMMED ? decodeSeven(bytes) : decodeEight(bytes, damaged);
}

const notesIn = ({ header, notes, damaged }: Parts, isChecked: boolean): KeptNotes =>
  decodeNotes(notes, header.schema, damaged, isChecked);

function keptOf({ operation, lessons, commandLog }: KeptNotes, schema: number, taken?: Taken): Kept {
  if (taken === undefined || commandLog === null) return { operation, lessons, machine: null };
  const core = openTaken(taken) as MachineCore;
  if (schema < SUMMED) migrateMachine(core);
  const machine: SavedMachine = { ...core, commandLog };
  return { operation, lessons, machine };
}

/** The result of `read`; an error where JSON is broken, be it in a part that is parsed late. */
function unlessUnreadable<T>(read: () => T): T | { error: string } {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) return { error: 'its JSON' };
    throw error;
  }
}

/** Checks the records of a file from elsewhere, one by one. */
async function checked(kept: Kept): Promise<{ kept: Kept } | { error: string }> {
  const { checkKept } = await import('./schema/kept.ts');
  return unlessUnreadable(() => checkKept(kept));
}

/** The refusal of a file that is not as memsim writes it, and of what in it. */
const unfit = ({ path }: StateBytes, error: string): Refusal =>
  refuser(path)(`not as memsim writes it (${error}); ${WAY_OUT}`);

/** The parts of a file that are read without its machine. */
export interface Notes extends Pick<KeptNotes, 'operation' | 'lessons'> {
  encoded: EncodedState;
  /** The machine as encodeMachine() has it where it did not change: that of `encoded` may have another form. */
  machine: Encoded;
}

function notesOf(
  { header, notes, machine }: Parts,
  { operation, lessons }: KeptNotes,
  taken: Taken | undefined,
  isOwn: boolean,
): Notes {
  const { schema } = header;
  const encoded = {
    schema,
    notes: { ranges: [notes], extent: header.notes },
    machine: { ranges: [machine], extent: header.machine },
  };
  const isAsWritten = taken === undefined || (schema === SCHEMA && isOwn);
  return {
    operation,
    lessons,
    encoded,
    machine: isAsWritten ? encoded.machine : indexed(encodeTaken(taken)),
  };
}

/**
 * Reads a state file. One that is damaged, of a schema that is not read, or not as memsim writes it is
 * refused; damage in a large part of a machine is noticed when the part is read.
 *
 * @throws a refusal (exit 3) that names the file
 */
export async function openState(bytes: StateBytes): Promise<{ kept: Kept; notes: Notes }> {
  const parts = partsOf(bytes);
  const isOwn = parts.header.seal === sealText(bytes.seal);
  const read = unlessUnreadable(() => {
    const taken = takenOf(parts, isOwn);
    if (!isOwn && taken !== undefined) checkTaken(taken);
    const notes = notesIn(parts, !isOwn);
    return { kept: keptOf(notes, parts.header.schema, taken), notes: notesOf(parts, notes, taken, isOwn) };
  });
  if ('error' in read) throw unfit(bytes, read.error);
  const result = isOwn ? read : await checked(read.kept);
  if ('error' in result) throw unfit(bytes, result.error);
  return { kept: result.kept, notes: read.notes };
}

/** The record of a state file, see openState(). */
export const decodeState = async (bytes: StateBytes): Promise<Kept> => (await openState(bytes)).kept;

/** The notes of a state file; one that is damaged anywhere is refused as by decodeState(). */
export function readNotes(bytes: StateBytes): Notes {
  const parts = partsOf(bytes);
  const read = unlessUnreadable(() => {
    const taken = takenOf(parts, true);
    if (taken !== undefined) checkTaken(taken);
    return notesOf(parts, notesIn(parts, true), taken, true);
  });
  if ('error' in read) throw unfit(bytes, read.error);
  return read;
}

/** The same record with another place in the course. */
export const withLessons = (encoded: EncodedState, lessons: KeptNotes['lessons']): EncodedState => ({
  ...encoded,
  notes: replaceLessons(encoded.notes, encoded.schema, lessons),
});
