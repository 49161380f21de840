/**
 * The record of a state folder as bytes: a header line, the notes as a line of JSON, then the machine as JSON
 * whose large parts are read on demand. Sums detect damage; the seal distinguishes a file that memsim wrote at this
 * place from one that was copied or edited, whose records are checked one by one.
 */
import type { SavedMachine } from '../machine.ts';
import type { Refusal } from '../refusal.ts';
import { checksum } from './checksum.ts';
import {
  type Header,
  headerLine,
  headerText,
  parseHeader,
  refuser,
  SCHEMA,
  type Seal,
  sealText,
  WAY_OUT,
} from './header.ts';
import type { Kept, KeptNotes, MachineCore } from './kept.ts';
import { checkTaken, decodeTaken, encodeTaken, indexLine } from './lazy/layout.ts';
import { decodeSeven } from './lazy/seven.ts';
import { sumOf } from './lazy/sum.ts';
import { openTaken, type Taken, takeLazily } from './lazy/take.ts';
import { migrateMachine } from './migrate.ts';

/** Its name in a state folder. */
export const STATE_FILE = 'state';

const sumFor = (schema: number): ((bytes: Uint8Array) => string) => (schema === SCHEMA ? sumOf : checksum);

/** A record that is ready to be written. */
export interface EncodedState {
  schema: number;
  notes: Uint8Array;
  /** The machine, in pieces. */
  machine: readonly Uint8Array[];
  /** Length of the machine and sum of its index: the same for machines with equal records. */
  extent: Header['machine'];
}

/** The notes of a record as bytes. */
export function encodeNotes({ operation, lessons, machine }: Kept): Uint8Array {
  const notes: KeptNotes = { operation, lessons, commandLog: machine?.commandLog ?? null };
  return Buffer.from(JSON.stringify(notes));
}

/** The notes and the machine of a record as bytes. */
export function encodeKept(kept: Kept): EncodedState {
  const notes = encodeNotes(kept);
  if (kept.machine === null) return summed(notes, []);
  const { commandLog: _, ...core } = kept.machine;
  return summed(notes, encodeTaken(takeLazily(core)));
}

/** Notes and a machine, whose first piece is its index. */
export function summed(notes: Uint8Array, machine: readonly Uint8Array[]): EncodedState {
  const length = machine.reduce((total, piece) => total + piece.length, 0);
  return { schema: SCHEMA, notes, machine, extent: { length, sum: sumOf(machine[0] ?? new Uint8Array()) } };
}

/** Tests whether two encoded machines have equal records. */
export const sameMachine = (a: EncodedState, b: EncodedState): boolean =>
  a.extent.length === b.extent.length && a.extent.sum === b.extent.sum;

/** The bytes of a state file that will have this seal, in pieces. */
export function encodeState({ schema, notes, machine, extent }: EncodedState, seal: Seal): Uint8Array[] {
  const header = {
    schema,
    notes: { length: notes.length, sum: sumFor(schema)(notes) },
    machine: extent,
    seal: sealText(seal),
  };
  return [Buffer.from(headerText(header)), notes, ...machine];
}

/** A file as it was read. */
export interface StateBytes {
  data: Uint8Array;
  seal: Seal;
  path: string;
}

/** A file in its parts. */
interface Parts {
  header: Header;
  notes: Uint8Array;
  machine: Uint8Array;
  damaged: () => Error;
}

/** Header and parts of a state file whose lengths and sums are right, but for the parts of the machine. */
function partsOf({ data, path }: StateBytes): Parts {
  const refuse = refuser(path);
  const damaged = (): Error => refuse(`damaged (its checksum is wrong); ${WAY_OUT}`);
  const line = headerLine(data);
  const header = parseHeader(line, refuse);
  if (header === undefined) throw damaged();
  const start = line.length + 1;
  const notes = data.subarray(start, start + header.notes.length);
  const machine = data.subarray(start + header.notes.length);
  const isWhole =
    notes.length === header.notes.length &&
    machine.length === header.machine.length &&
    sumFor(header.schema)(notes) === header.notes.sum &&
    (header.schema === SCHEMA ? sumOf(indexLine(machine)) : checksum(machine)) === header.machine.sum;
  if (!isWhole) throw damaged();
  return { header, notes, machine, damaged };
}

function takenOf({ header, machine, damaged }: Parts): Taken | undefined {
  if (machine.length === 0) return undefined;
  return header.schema === SCHEMA ? decodeTaken(machine, damaged) : decodeSeven(machine);
}

const parsed = <T>(bytes: Uint8Array): T => JSON.parse(Buffer.from(bytes).toString()) as T;

function keptOf({ operation, lessons, commandLog }: KeptNotes, schema: number, taken?: Taken): Kept {
  if (taken === undefined || commandLog === null) return { operation, lessons, machine: null };
  const core = openTaken(taken) as MachineCore;
  if (schema < SCHEMA) migrateMachine(core);
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
}

function notesOf({ header, notes, machine }: Parts, { operation, lessons }: KeptNotes): Notes {
  const encoded = { schema: header.schema, notes, machine: [machine], extent: header.machine };
  return { operation, lessons, encoded };
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
    const taken = takenOf(parts);
    if (!isOwn && taken !== undefined) checkTaken(taken);
    const notes = parsed<KeptNotes>(parts.notes);
    return { kept: keptOf(notes, parts.header.schema, taken), notes: notesOf(parts, notes) };
  });
  if ('error' in read) throw unfit(bytes, read.error);
  const result = isOwn ? read : await checked(read.kept);
  if ('error' in result) throw unfit(bytes, result.error);
  return { kept: result.kept, notes: read.notes };
}

/** The record of a state file, see openState(). */
export const decodeState = async (bytes: StateBytes): Promise<Kept> => (await openState(bytes)).kept;

/** The notes of a state file; one that is damaged anywhere is refused as by decodeState(). */
export function decodeNotes(bytes: StateBytes): Notes {
  const parts = partsOf(bytes);
  const read = unlessUnreadable(() => {
    const taken = takenOf(parts);
    if (taken !== undefined) checkTaken(taken);
    return notesOf(parts, parsed<KeptNotes>(parts.notes));
  });
  if ('error' in read) throw unfit(bytes, read.error);
  return read;
}

/** The same record with another place in the course. */
export const withLessons = (encoded: EncodedState, lessons: KeptNotes['lessons']): EncodedState => ({
  ...encoded,
  notes: Buffer.from(JSON.stringify({ ...parsed<KeptNotes>(encoded.notes), lessons })),
});
