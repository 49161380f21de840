/** `echo VALUE > PATH` as a shell runs it: the file is opened for creation if it does not exist. */
import { type Failure, type Files, failed } from '../wall/files.ts';

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/**
 * Writes `value` and a newline.
 *
 * @returns undefined on success; EACCES for a new file in a folder of the kernel
 */
export function echo(files: Files, path: string, value: string): Failure | undefined {
  const failure = files.write(path, `${value}\n`);
  if (failure?.error !== 'ENOENT') return failure;
  return failed(files.list(parentOf(path))) ? failure : { error: 'EACCES' };
}
