/** Files of the host on the command line; `-` is standard input or output. */
import { isRefusal, refusal } from '../../machine/refusal.ts';
import type { HostFiles } from '../../tools/tool.ts';
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
    return file === '-' ? host.readStdin() : host.files.read(file);
  } catch (error) {
    if (isRefusal(error)) throw error;
    throw refusal(`${command}: ${file}: cannot be read (${codeOf(error)})`);
  }
}

/** Writes a file, or standard output for `-`. */
export function writeNamed(
  { out, host }: Pick<Session, 'out' | 'host'>,
  file: string,
  data: string | Uint8Array,
): void {
  if (file === '-') {
    out.write(data);
    return;
  }
  try {
    host.files.write(file, data);
  } catch (error) {
    if (isRefusal(error)) throw error;
    throw refusal(`${file}: cannot be written (${codeOf(error)})`);
  }
}

/** The same files for a tool, which reports failures in its own words. */
export const toolFiles = ({ files }: Host): HostFiles => ({
  read(path) {
    try {
      return files.read(path);
    } catch {
      return undefined;
    }
  },
  write(path, data) {
    try {
      files.write(path, data);
      return true;
    } catch {
      return false;
    }
  },
  append(path, data) {
    try {
      files.append(path, data);
      return true;
    } catch {
      return false;
    }
  },
  isFolder(path) {
    try {
      files.read(path);
      return false;
    } catch (error) {
      return codeOf(error) === 'EISDIR';
    }
  },
});
