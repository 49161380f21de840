/** Files of the host on the command line; `-` is standard input or output. */
import { readFileSync, writeFileSync } from 'node:fs';
import { isRefusal, refusal } from '../../machine/refusal.ts';
import type { Host } from '../session/host.ts';
import type { Session } from '../session/session.ts';

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? `${error}`;

/**
 * Reads a file.
 *
 * @param command the calling command, for the refusal
 */
export function readNamed(host: Host, file: string, command: string): Uint8Array {
  try {
    return file === '-' ? host.readStdin() : readFileSync(file);
  } catch (error) {
    if (isRefusal(error)) throw error;
    throw refusal(`${command}: ${file}: cannot be read (${codeOf(error)})`);
  }
}

export function writeNamed({ out }: Pick<Session, 'out'>, file: string, data: string | Uint8Array): void {
  if (file === '-') {
    out.write(data);
    return;
  }
  try {
    writeFileSync(file, data);
  } catch (error) {
    throw refusal(`${file}: cannot be written (${codeOf(error)})`);
  }
}
