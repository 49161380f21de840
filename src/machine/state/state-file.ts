/**
 * The record of a state folder as bytes: a header line, the notes as a line of JSON, then the machine as JSON
 * whose large parts are read on demand. Sums in the header tell damage; the seal tells a file that memsim
 * wrote at this very place from one that was copied or edited, whose records are checked one by one.
 */
import type { SavedMachine } from '../machine.ts';
import { EXIT, type Refusal, refusal } from '../refusal.ts';
import { checksum } from './checksum.ts';
import type { Kept, KeptNotes, MachineCore } from './kept.ts';
import { decodeLazily, encodeTaken, takeLazily } from './lazy-json.ts';

/** Raised whenever a record of the state changes its meaning. */
export const SCHEMA = 7;

/** Its name in a state folder. */
export const STATE_FILE = 'state';

const MAGIC = 'memsim-state';
const WAY_OUT = "'memsim reset' starts anew";

/** Identity of a file on its file system: its inode, and the time set when it was written. */
export interface Seal {
  ino: number;
  /** Milliseconds, whole. */
  time: number;
}

const sealText = ({ ino, time }: Seal): string => `${ino}:${time}`;

/** A record that is ready to be written. */
export interface EncodedState {
  notes: Uint8Array;
  /** The machine, in pieces. */
  machine: readonly Uint8Array[];
  /** Length and sum of the machine: the same for machines with equal records. */
  sum: string;
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

/** Notes and a machine with its sum. */
export function summed(notes: Uint8Array, machine: readonly Uint8Array[]): EncodedState {
  const length = machine.reduce((total, piece) => total + piece.length, 0);
  return { notes, machine, sum: `${length} ${checksum(...machine)}` };
}

/** The bytes of a state file that will have this seal, in pieces. */
export function encodeState({ notes, machine, sum }: EncodedState, seal: Seal): Uint8Array[] {
  const words = [MAGIC, SCHEMA, notes.length, checksum(notes), sum, sealText(seal)];
  return [Buffer.from(`${words.join(' ')}\n`), notes, ...machine];
}

interface Header {
  schema: number;
  notes: { length: number; sum: string };
  machine: { length: number; sum: string };
  seal: string;
}

const HEADER = /^memsim-state (\d+) (\d+) ([0-9a-f]{8}) (\d+) ([0-9a-f]{8}) (\S+)$/;
/** Headers of every schema begin so. */
const ANY_HEADER = /^memsim-state (\d+) /;
const LONGEST_HEADER = 200;

function headerLine(data: Uint8Array): string {
  const newline = data.subarray(0, LONGEST_HEADER).indexOf(0x0a);
  return Buffer.from(data.subarray(0, Math.max(newline, 0))).toString();
}

function parseHeader(line: string): Header | undefined {
  const found = HEADER.exec(line);
  if (found === null) return undefined;
  const [, schema, notesLength, notesSum = '', length, sum = '', seal = ''] = found;
  return {
    schema: Number(schema),
    notes: { length: Number(notesLength), sum: notesSum },
    machine: { length: Number(length), sum },
    seal,
  };
}

/** A refusal for a file of another schema, or for one that is none of memsim's. */
function wrongSchema(line: string, refuse: (why: string) => Refusal): Refusal | undefined {
  const schema = Number(ANY_HEADER.exec(line)?.[1] ?? Number.NaN);
  if (Number.isNaN(schema)) return refuse(`not a memsim state file; ${WAY_OUT}`);
  if (schema > SCHEMA)
    return refuse(`written by a newer memsim (state schema ${schema}, this one reads ${SCHEMA})`);
  if (schema < SCHEMA) return refuse(`written by an older memsim (state schema ${schema}); ${WAY_OUT}`);
  return undefined;
}

/** A file as it was read. */
export interface StateBytes {
  data: Uint8Array;
  seal: Seal;
  path: string;
}

const refuser =
  (path: string) =>
  (why: string): Refusal =>
    refusal(`${path}: ${why}`, EXIT.state);

/** Header and parts of a state file whose sums are right; any other file is refused. */
function partsOf({ data, path }: StateBytes): { header: Header; notes: Uint8Array; machine: Uint8Array } {
  const refuse = refuser(path);
  const line = headerLine(data);
  const wrong = wrongSchema(line, refuse);
  if (wrong !== undefined) throw wrong;
  const header = parseHeader(line);
  const damaged = refuse(`damaged (its checksum is wrong); ${WAY_OUT}`);
  if (header === undefined) throw damaged;
  const start = line.length + 1;
  const notes = data.subarray(start, start + header.notes.length);
  const machine = data.subarray(start + header.notes.length);
  const isWhole =
    notes.length === header.notes.length &&
    machine.length === header.machine.length &&
    checksum(notes) === header.notes.sum &&
    checksum(machine) === header.machine.sum;
  if (!isWhole) throw damaged;
  return { header, notes, machine };
}

const parsed = <T>(bytes: Uint8Array): T => JSON.parse(Buffer.from(bytes).toString()) as T;

function assemble(notes: KeptNotes, core: MachineCore | undefined): Kept {
  const { operation, lessons, commandLog } = notes;
  const machine: SavedMachine | null =
    core === undefined || commandLog === null ? null : { ...core, commandLog };
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
async function checked(kept: Kept, path: string): Promise<Kept> {
  const { checkKept } = await import('./schema/kept.ts');
  const result = unlessUnreadable(() => checkKept(kept));
  if ('kept' in result) return result.kept;
  throw refuser(path)(`not as memsim writes it (${result.error}); ${WAY_OUT}`);
}

/**
 * Reads a state file. One that is damaged, of another schema, or not as memsim writes it is refused.
 *
 * @throws a refusal (exit 3) that names the file
 */
export async function decodeState(bytes: StateBytes): Promise<Kept> {
  const { header, notes, machine } = partsOf(bytes);
  const isOwn = header.seal === sealText(bytes.seal);
  const kept = unlessUnreadable(() => {
    const core = machine.length === 0 ? undefined : (decodeLazily(machine) as MachineCore);
    return { kept: assemble(parsed<KeptNotes>(notes), core) };
  });
  if (isOwn && 'kept' in kept) return kept.kept;
  if ('kept' in kept) return checked(kept.kept, bytes.path);
  throw refuser(bytes.path)(`not as memsim writes it (${kept.error}); ${WAY_OUT}`);
}

/** The parts of a file that are read without its machine. */
export interface Notes extends Pick<KeptNotes, 'operation' | 'lessons'> {
  encoded: EncodedState;
}

/** The notes of a state file that decodeState() has read: its sums are right. */
export function knownNotes({ data }: StateBytes, { operation, lessons }: Kept): Notes {
  const line = headerLine(data);
  const { notes, machine } = parseHeader(line)!;
  const start = line.length + 1;
  const end = start + notes.length;
  const encoded = {
    notes: data.subarray(start, end),
    machine: [data.subarray(end)],
    sum: `${machine.length} ${machine.sum}`,
  };
  return { operation, lessons, encoded };
}

/** The notes of a state file; it is refused where decodeState() refuses it for its header or sums. */
export function decodeNotes(bytes: StateBytes): Notes {
  const { header, notes, machine } = partsOf(bytes);
  const { operation, lessons } = parsed<KeptNotes>(notes);
  const sum = `${header.machine.length} ${header.machine.sum}`;
  return { operation, lessons, encoded: { notes, machine: [machine], sum } };
}

/** The same record with another place in the course. */
export const withLessons = (encoded: EncodedState, lessons: KeptNotes['lessons']): EncodedState => ({
  ...encoded,
  notes: Buffer.from(JSON.stringify({ ...parsed<KeptNotes>(encoded.notes), lessons })),
});
