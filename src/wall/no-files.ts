/** File interface without a machine: every path fails with ENOENT. */
import type { Failure, Files } from './files.ts';

const missing: Failure = { error: 'ENOENT' };

/** Used for tool output that needs no machine, such as help and version. */
export const NO_FILES: Files = {
  read: () => missing,
  write: () => missing,
  events: () => missing,
  list: () => missing,
  stat: () => undefined,
  readlink: () => missing,
  realpath: () => missing,
  readBytes: () => missing,
  writeBytes: () => missing,
  ioctl: () => missing,
  loadModule: () => missing,
  unloadModule: () => missing,
  openExclusive: () => missing,
};
