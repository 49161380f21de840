/**
 * The saved machine: a header line with the schema and a checksum, then the state as one JSON text. The
 * checksum means that no later reader has to doubt a field: a file is whole or it is refused.
 */
import { crc32 } from 'node:zlib';
import type { Firmware } from '../firmware/media.ts';
import type { KernelState } from '../kernel/state.ts';
import type { BootRequest } from './boot-options.ts';
import type { History } from './history.ts';
import { EXIT, refusal } from './refusal.ts';

/** Raised whenever a record of the state changes its meaning. */
const SCHEMA = 3;
const MAGIC = 'memsim-state';
const RESET = "'memsim reset' starts anew";

export interface SavedMachine {
  request: BootRequest;
  firmware: Firmware;
  kernel: KernelState;
  history: History;
}

interface Header {
  schema: number;
  length: number;
  sum: string;
}

/** Enough to tell damage; it keeps nobody from forging a file. */
const checksum = (body: Uint8Array): string => crc32(body).toString(16).padStart(8, '0');

/** The bytes of a state file. */
export function encodeState(saved: SavedMachine): Uint8Array {
  const body = Buffer.from(JSON.stringify(saved));
  return Buffer.concat([Buffer.from(`${MAGIC} ${SCHEMA} ${body.length} ${checksum(body)}\n`), body]);
}

function parseHeader(line: string): Header | undefined {
  const found = /^memsim-state (\d+) (\d+) ([0-9a-f]+)$/.exec(line);
  if (found === null) return undefined;
  const [, schema, length, sum] = found;
  return { schema: Number(schema), length: Number(length), sum: sum! };
}

/** Reads the bytes of a state file; a damaged or newer one is refused, `path` names it. */
export function decodeState(data: Uint8Array, path: string): SavedMachine {
  const newline = data.indexOf(0x0a);
  const header = parseHeader(Buffer.from(data.subarray(0, Math.max(newline, 0))).toString());
  if (header === undefined) throw refusal(`${path}: not a memsim state file; ${RESET}`, EXIT.state);
  if (header.schema > SCHEMA) {
    const what = `written by a newer memsim (state schema ${header.schema}, this one knows ${SCHEMA})`;
    throw refusal(`${path}: ${what}`, EXIT.state);
  }
  if (header.schema < SCHEMA)
    throw refusal(
      `${path}: written by an older memsim (state schema ${header.schema}); ${RESET}`,
      EXIT.state,
    );
  const body = data.subarray(newline + 1);
  if (body.length !== header.length || checksum(body) !== header.sum)
    throw refusal(`${path}: damaged (its checksum is wrong); ${RESET}`, EXIT.state);
  return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString()) as SavedMachine;
}
