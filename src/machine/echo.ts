/** `echo VALUE > PATH` as a shell does it: the file is opened to be made where it is missing. */
import { type Failure, type Files, failed } from '../wall/files.ts';

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/**
 * Writes `value` and a newline.
 *
 * @returns undefined on success; EACCES for a file that a folder of the kernel's does not let anyone make
 */
export function echo(files: Files, path: string, value: string): Failure | undefined {
  const failure = files.write(path, `${value}\n`);
  if (failure?.error !== 'ENOENT') return failure;
  return failed(files.list(parentOf(path))) ? failure : { error: 'EACCES' };
}
