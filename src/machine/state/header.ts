/** The first line of a state file: schema, lengths, sums and seal. */
import { EXIT, type Refusal, refusal } from '../refusal.ts';
import type { Extent } from './lazy/encoded.ts';

/** Raised whenever a record of the state changes its meaning. */
export const SCHEMA = 10;
/** The oldest schema that is read. */
export const OLDEST_SCHEMA = 7;

/** Schemas before this one have no sums of pieces, but one of the whole machine. */
export const SUMMED = 8;
/** Schemas before this one have each piece on a line of its own. */
export const JOINED = 9;
/** Schemas before this one have the notes as one JSON text. */
export const INDEXED_NOTES = 10;

const MAGIC = 'memsim-state';
export const WAY_OUT = "'memsim reset' starts over";

/** Identity of a file on its file system: its inode, and the time set when it was written. */
export interface Seal {
  ino: number;
  /** Milliseconds, whole. */
  time: number;
}

export const sealText = ({ ino, time }: Seal): string => `${ino}:${time}`;

export interface Header {
  schema: number;
  /** The notes; the sum is that of their index, since schema 10. */
  notes: Extent;
  /** The machine; the sum is that of its index, since schema 8. */
  machine: Extent;
  seal: string;
}

const HEADER = /^memsim-state (\d+) (\d+) ([0-9a-f]{8}) (\d+) ([0-9a-f]{8}) (\S+)$/;
/** Headers of every schema begin so. */
const ANY_HEADER = /^memsim-state (\d+) /;
export const LONGEST_HEADER = 200;

/** The line of a header, with its newline. */
export const headerText = ({ schema, notes, machine, seal }: Header): string =>
  `${[MAGIC, schema, notes.length, notes.sum, machine.length, machine.sum, seal].join(' ')}\n`;

/** The first line of a file without its newline; empty where there is none. */
export function headerLine(data: Uint8Array): string {
  const newline = data.subarray(0, LONGEST_HEADER).indexOf(0x0a);
  return Buffer.from(data.subarray(0, Math.max(newline, 0))).toString();
}

export const refuser =
  (path: string) =>
  (why: string): Refusal =>
    refusal(`${path}: ${why}`, EXIT.state);

/**
 * A header line in its parts; undefined for one of memsim's that is not as memsim writes it.
 *
 * @throws a refusal (exit 3) for a file of a schema that is not read, or for one that is none of memsim's
 */
export function parseHeader(line: string, refuse: (why: string) => Refusal): Header | undefined {
  const found = Number(ANY_HEADER.exec(line)?.[1] ?? Number.NaN);
  if (Number.isNaN(found)) throw refuse(`not a memsim state file; ${WAY_OUT}`);
  if (found > SCHEMA)
    throw refuse(`written by a newer memsim (state schema ${found}, this one reads ${SCHEMA})`);
  if (found < OLDEST_SCHEMA) throw refuse(`written by an older memsim (state schema ${found}); ${WAY_OUT}`);
  const [, schema, notesLength, notesSum = '', length, sum = '', seal = ''] = HEADER.exec(line) ?? [];
  if (schema === undefined) return undefined;
  return {
    schema: Number(schema),
    notes: { length: Number(notesLength), sum: notesSum },
    machine: { length: Number(length), sum },
    seal,
  };
}
