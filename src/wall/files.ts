/**
 * The wall between user space and the kernel. Tools, scripts and lessons see an emulated machine only
 * through this: /sys, /proc and /dev by path, with errno names for failures. A real /sys (a mount, an
 * export) could stand behind it as well.
 */
import type { ErrnoName } from '../lib/errno.ts';
import type { IoctlReply, IoctlRequest } from '../lib/uapi.ts';

export type FileKind = 'file' | 'dir' | 'link' | 'device';

/** What stat() tells: the kind of a file and its permission bits. */
export interface FileStat {
  kind: FileKind;
  mode: number;
}

/** Why a call failed. */
export interface Failure {
  error: ErrnoName;
}

/** True when a call failed; what it gave otherwise is the result. */
export const failed = <T>(result: T | Failure): result is Failure =>
  typeof result === 'object' && result !== null && 'error' in result;

/** The path of a file, or of `name` in the directory at `path`. */
export const pathOf = (path: string, name?: string): string =>
  name === undefined ? path : `${path}/${name}`;

/** What user space can ask of the kernel; a call that fails gives its errno. */
export interface Files {
  /**
   * Whole text of a file; sysfs attributes end in a newline as the kernel prints it.
   *
   * @param name of a file below the directory at `path`: cheaper than one path where many are read
   */
  read(path: string, name?: string): string | Failure;
  /** Opens, writes `text` once and closes, as `echo -n` does. Undefined on success. */
  write(path: string, text: string): Failure | undefined;
  /** Names in a directory, in the kernel's order. */
  list(path: string): string[] | Failure;
  /** Without following a link in the last component; of `name` in the directory at `path` when given. */
  stat(path: string, name?: string): FileStat | undefined;
  /** Where a link points, as an absolute path. */
  readlink(path: string): string | Failure;
  /** Absolute path without links. */
  realpath(path: string): string | Failure;
  /** Bytes of a device node (`/dev/pmem0`); short at the end of the device. */
  readBytes(path: string, offset: number, length: number): Uint8Array | Failure;
  /** Writes all of `data` at `offset` (in bytes) of a device node. Undefined on success. */
  writeBytes(path: string, offset: number, data: Uint8Array): Failure | undefined;
  /** Asks a device node; ENOTTY for what it does not know. */
  ioctl(path: string, request: IoctlRequest): IoctlReply | Failure;
  /** Loads a module by name, `kmem` (finit_module). Undefined on success, also if it is loaded already. */
  loadModule(name: string): Failure | undefined;
  /** Opens a block device O_EXCL and closes it: EBUSY when it is mounted or claimed. */
  openExclusive(path: string): Failure | undefined;
}
