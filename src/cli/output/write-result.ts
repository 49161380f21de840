/** Files that are the result of a command, and how they are reported. */
import { EXIT, refusal } from '../../machine/refusal.ts';
import { writeNamed } from '../input/named-files.ts';
import type { Caller } from '../session/session.ts';
import { type JsonFlag, report } from './print-model.ts';

export interface ResultFlags extends JsonFlag {
  /** The file; standard output without it and with `-`. */
  output?: string;
}

/**
 * Writes the result of a command and reports the file.
 *
 * @param command its words, for refusals
 * @throws a refusal if the data and its report would both go to standard output
 */
export function writeResult(
  caller: Caller,
  command: string,
  flags: ResultFlags,
  data: string | Uint8Array,
): void {
  const { output = '-', json } = flags;
  if (json && output === '-')
    throw refusal(`${command}: --json needs a file to write to; -o names one`, EXIT.usage);
  writeNamed(caller, output, data);
  if (output !== '-')
    report(caller, flags, { file: output, bytes: Buffer.byteLength(data) }, `wrote ${output}`);
}
