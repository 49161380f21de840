/** The files of no machine: nothing is anywhere. */
import type { Failure, Files } from './files.ts';

const missing: Failure = { error: 'ENOENT' };

/** For what a tool says of itself, which needs no machine. */
export const NO_FILES: Files = {
  read: () => missing,
  write: () => missing,
  list: () => missing,
  stat: () => undefined,
  readlink: () => missing,
  realpath: () => missing,
  readBytes: () => missing,
  writeBytes: () => missing,
  ioctl: () => missing,
  loadModule: () => missing,
  openExclusive: () => missing,
};
