import { type Files, failed } from '../../wall/files.ts';

/** Text of a file of the machine; empty for one that cannot be read. */
export function textOf(files: Files, path: string): string {
  const text = files.read(path);
  return failed(text) ? '' : text;
}
