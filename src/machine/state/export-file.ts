/**
 * A machine in one file, for a bug report: a header line with schema and checksum as the state file has it,
 * then everything as one JSON text. Whoever gets it can open it anywhere, or read it with `tail -n +2 | jq`.
 */
import type { SavedMachine } from '../machine.ts';
import { EXIT } from '../refusal.ts';
import { decodeMachine, encodeMachine, type MachineFile } from './state-file.ts';

const EXPORT: MachineFile = {
  magic: 'memsim-export',
  what: 'a file that memsim exported',
  wayOut: "have it made again with 'memsim export FILE'",
  exitCode: EXIT.failed,
};

/** The bytes of an exported machine. */
export const encodeExport = (saved: SavedMachine): Uint8Array => encodeMachine(EXPORT, saved);

/** Reads an exported machine; a damaged or newer file is refused, `path` names it. */
export const decodeExport = (data: Uint8Array, path: string): SavedMachine =>
  decodeMachine(EXPORT, data, path);
