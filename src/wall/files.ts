/**
 * Interface between user space and kernel. Tools, scripts and lessons access an emulated machine only through
 * it: /sys, /proc and /dev by path, failures as errno names.
 */
import type { ErrnoName } from '../lib/errno.ts';
import type { IoctlReply, IoctlRequest } from '../lib/uapi.ts';

type FileKind = 'file' | 'dir' | 'link' | 'device';

/** Result of stat(): file kind and permission bits. */
export interface FileStat {
  kind: FileKind;
  mode: number;
}

/** A failed call. */
export interface Failure {
  error: ErrnoName;
}

/** Tests for the result of a failed call. */
export const failed = <T>(result: T | Failure): result is Failure =>
  typeof result === 'object' && result !== null && 'error' in result;

/** Path of a file, or of `name` in the directory at `path`. */
export const pathOf = (path: string, name?: string): string =>
  name === undefined ? path : `${path}/${name}`;

/** System calls of user space; a failing one returns its errno name. */
export interface Files {
  /**
   * Content of a file; sysfs attributes end with the kernel's newline.
   *
   * @param name name of a file in the directory at `path`; cheaper than a full path for many reads
   */
  read(path: string, name?: string): string | Failure;
  /** Opens a file, writes `text` once and closes it, as `echo -n` does. Returns undefined on success. */
  write(path: string, text: string): Failure | undefined;
  /**
   * Number of notifications of an attribute since boot (poll() wakes up when it grows); 0 for an attribute
   * that never notifies.
   */
  events(path: string): number | Failure;
  /**
   * Names in a directory, in the kernel's order.
   *
   * @param prefix of the names that are needed: others may be left out, which spares sorting them
   */
  list(path: string, prefix?: string): string[] | Failure;
  /**
   * Status of a file, or of `name` in the directory at `path`; a link in the last component is not followed.
   * Returns undefined when it does not exist.
   */
  stat(path: string, name?: string): FileStat | undefined;
  /** Target of a link as an absolute path. */
  readlink(path: string): string | Failure;
  /** Absolute path with links resolved. */
  realpath(path: string): string | Failure;
  /**
   * Reads from a device node (`/dev/pmem0`), offset and length in bytes; the result is short at the end of
   * the device.
   *
   * @param direct with O_DIRECT: whole logical blocks, past the page cache
   */
  readBytes(path: string, offset: number, length: number, direct?: boolean): Uint8Array | Failure;
  /** Writes all of `data` at `offset` (in bytes) of a device node. Returns undefined on success. */
  writeBytes(path: string, offset: number, data: Uint8Array, direct?: boolean): Failure | undefined;
  /** Ioctl on a device node; fails with ENOTTY for an unsupported request. */
  ioctl(path: string, request: IoctlRequest): IoctlReply | Failure;
  /**
   * Loads a module by name, `kmem` (finit_module). Returns undefined on success and when it is loaded
   * already.
   */
  loadModule(name: string): Failure | undefined;
  /** Unloads a module (delete_module); fails with ENOENT when it is not loaded, EAGAIN while it is in use. */
  unloadModule(name: string): Failure | undefined;
  /** Opens a block device with O_EXCL and closes it; fails with EBUSY while it is mounted or claimed. */
  openExclusive(path: string): Failure | undefined;
}
