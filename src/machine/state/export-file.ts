/**
 * A machine in one file, for a bug report: a header line with schema and checksum, then the machine as one
 * JSON text, for `tail -n +2 FILE | jq`. It does not depend on the state folder. Every record is checked when it
 * is read, since the file is untrusted.
 */
import type { SavedMachine } from '../machine.ts';
import { EXIT, type Refusal, refusal } from '../refusal.ts';
import { checksum } from './checksum.ts';
import { OLDEST_SCHEMA, SCHEMA } from './header.ts';
import { migrateMachine } from './older/migrate.ts';
import { checkMachine } from './schema/saved-machine.ts';

const MAGIC = 'memsim-export';
const HEADER = /^memsim-export (\d+) (\d+) ([0-9a-f]{8})$/;
const ANY_HEADER = /^memsim-export (\d+) /;
const LONGEST_HEADER = 200;
const AGAIN = "have it made again with 'memsim export FILE'";

/** The bytes of an exported machine. */
export function encodeExport(saved: SavedMachine): Uint8Array {
  const body = Buffer.from(`${JSON.stringify(saved)}\n`);
  return Buffer.concat([Buffer.from(`${MAGIC} ${SCHEMA} ${body.length} ${checksum(body)}\n`), body]);
}

/** Tests for the beginning of an exported machine of any version. */
export const isExport = (data: Uint8Array): boolean =>
  Buffer.from(data.subarray(0, MAGIC.length + 1)).toString() === `${MAGIC} `;

function wrongHeader(line: string, refuse: (why: string) => Refusal): Refusal | undefined {
  const schema = Number(ANY_HEADER.exec(line)?.[1] ?? Number.NaN);
  if (Number.isNaN(schema)) return refuse('not a file that memsim exported');
  if (schema > SCHEMA)
    return refuse(`written by a newer memsim (schema ${schema}, this one reads ${SCHEMA})`);
  if (schema < OLDEST_SCHEMA) return refuse(`written by an older memsim (schema ${schema}); ${AGAIN}`);
  return undefined;
}

function parsed(body: Uint8Array, refuse: (why: string) => Refusal): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    throw refuse(`not as memsim writes it; ${AGAIN}`);
  }
}

/**
 * Reads an exported machine.
 *
 * @param path the file, for refusals
 * @throws a refusal (exit 1) for a file that is damaged, of another schema, or not as memsim writes it
 */
export function decodeExport(data: Uint8Array, path: string): SavedMachine {
  const refuse = (why: string): Refusal => refusal(`${path}: ${why}`, EXIT.failed);
  const newline = data.subarray(0, LONGEST_HEADER).indexOf(0x0a);
  const line = Buffer.from(data.subarray(0, Math.max(newline, 0))).toString();
  const wrong = wrongHeader(line, refuse);
  if (wrong !== undefined) throw wrong;
  const body = data.subarray(newline + 1);
  const [, schema, length, sum] = HEADER.exec(line) ?? [];
  if (Number(length) !== body.length || checksum(body) !== sum)
    throw refuse(`damaged (its checksum is wrong); ${AGAIN}`);
  const value = parsed(body, refuse);
  if (Number(schema) < SCHEMA) migrateMachine(value);
  const result = checkMachine(value);
  if ('error' in result) throw refuse(`not as memsim writes it (${result.error}); ${AGAIN}`);
  return result.machine;
}
