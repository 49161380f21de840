/**
 * The saved machine: a header line with the schema and a checksum, then the state as JSON. The checksum
 * means that no later reader has to doubt a field: a file is whole or it is refused.
 */
import { crc32 } from 'node:zlib';
import type { CommandLog } from '../command-log.ts';
import type { SavedMachine } from '../machine.ts';
import { EXIT, refusal } from '../refusal.ts';
import { decodeLazily, encodeLazily } from './lazy-json.ts';

/** Raised whenever a record of the state changes its meaning. */
const SCHEMA = 5;
/** The oldest schema that is read. */
const OLDEST = 4;

/** A kind of file that holds a machine. */
export interface MachineFile {
  magic: string;
  /** What it is, for refusals. */
  what: string;
  /** What the user can do about a file that is refused. */
  wayOut: string;
  exitCode: number;
}

const STATE: MachineFile = {
  magic: 'memsim-state',
  what: 'a memsim state file',
  wayOut: "'memsim reset' starts anew",
  exitCode: EXIT.state,
};

interface Header {
  schema: number;
  length: number;
  sum: string;
}

/** Enough to tell damage; it keeps nobody from forging a file. */
const checksum = (body: Uint8Array): string => crc32(body).toString(16).padStart(8, '0');

/** The bytes of a file that holds a machine. */
export function encodeMachine({ magic }: MachineFile, saved: SavedMachine): Uint8Array {
  const body = encodeLazily(saved);
  return Buffer.concat([Buffer.from(`${magic} ${SCHEMA} ${body.length} ${checksum(body)}\n`), body]);
}

function parseHeader(line: string, magic: string): Header | undefined {
  const [word, schema, length, sum, more] = line.split(' ');
  const isHeader = word === magic && /^\d+$/.test(schema ?? '') && /^\d+$/.test(length ?? '');
  if (!isHeader || sum === undefined || more !== undefined) return undefined;
  return { schema: Number(schema), length: Number(length), sum };
}

/** What an older schema holds, as this one has it: schema 4 called the command log `history`. */
function upgraded(saved: unknown, schema: number): SavedMachine {
  if (schema > OLDEST) return saved as SavedMachine;
  const { history, ...rest } = saved as Omit<SavedMachine, 'commandLog'> & { history: CommandLog };
  return { ...rest, commandLog: history };
}

/** Reads the bytes of such a file; a damaged or newer one is refused, `path` names it. */
export function decodeMachine(kind: MachineFile, data: Uint8Array, path: string): SavedMachine {
  const refuse = (why: string): Error => refusal(`${path}: ${why}`, kind.exitCode);
  const newline = data.indexOf(0x0a);
  const line = Buffer.from(data.subarray(0, Math.max(newline, 0))).toString();
  const header = parseHeader(line, kind.magic);
  if (header === undefined) throw refuse(`not ${kind.what}; ${kind.wayOut}`);
  const { schema } = header;
  if (schema > SCHEMA)
    throw refuse(`written by a newer memsim (state schema ${schema}, this one knows ${SCHEMA})`);
  if (schema < OLDEST) throw refuse(`written by an older memsim (state schema ${schema}); ${kind.wayOut}`);
  const body = data.subarray(newline + 1);
  if (body.length !== header.length || checksum(body) !== header.sum)
    throw refuse(`damaged (its checksum is wrong); ${kind.wayOut}`);
  return upgraded(decodeLazily(body), schema);
}

/** The bytes of a state file. */
export const encodeState = (saved: SavedMachine): Uint8Array => encodeMachine(STATE, saved);

/** Reads the bytes of a state file; a damaged or newer one is refused, `path` names it. */
export const decodeState = (data: Uint8Array, path: string): SavedMachine => decodeMachine(STATE, data, path);
