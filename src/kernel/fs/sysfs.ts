/**
 * Virtual tree of /sys, /proc and /dev: directories are computed from the state on access, attributes are
 * pairs of functions. Models fs/kernfs as far as user space sees it.
 */
import { ERRNO } from '../../lib/errno.ts';
import type { IoctlReply, IoctlRequest } from '../../lib/uapi.ts';
import type { ChangeId } from '../history/history.ts';
import type { Kernel } from '../kernel.ts';

/** Text on success, a negative errno on failure. */
export type ShowResult = string | number;

/** An attribute file; a missing function fails with EIO, as in kernfs. */
export interface Attribute {
  kind: 'file';
  /** Permission bits, `0o644`. */
  mode: number;
  show?: (k: Kernel) => ShowResult;
  /** Returns 0 or a negative errno; `text` is the written text, including its newline if any. */
  store?: (k: Kernel, text: string) => number;
  /** Number of notifications so far (sysfs_notify_dirent), for an attribute that can be polled. */
  event?: (k: Kernel) => number;
}

/** A symbolic link. */
export interface Link {
  kind: 'link';
  /** Absolute path of the target. */
  target: string;
}

/** A directory computed from state. */
export interface Directory {
  kind: 'dir';
  /** Entries are never removed before the next boot, although new ones may appear. */
  keeps?: boolean;
  /**
   * Names of the entries, in creation order.
   *
   * @param prefix of the names that are needed: others may be left out
   */
  names(k: Kernel, prefix?: string): Iterable<string>;
  lookup(k: Kernel, name: string): Node | undefined;
  /**
   * Reads an attribute without a node of its own: its text, or a negative errno, -EACCES included. Undefined for an
   * entry that must be looked up.
   */
  show?(k: Kernel, name: string): ShowResult | undefined;
}

/** Operations of a device node (struct file_operations); a missing one fails with the kernel's errno. */
export interface DeviceOps {
  /**
   * Returns up to `length` bytes, fewer at the end of the device, or a negative errno. `direct`: the file was
   * opened with O_DIRECT, as for write.
   */
  read?: (k: Kernel, offset: number, length: number, direct?: boolean) => Uint8Array | number;
  /** Returns 0 or a negative errno. */
  write?: (k: Kernel, offset: number, data: Uint8Array, direct?: boolean) => number;
  ioctl?: (k: Kernel, request: IoctlRequest) => IoctlReply | number;
  /** Open with O_EXCL; returns -EBUSY while the device is in use. */
  openExclusive?: (k: Kernel) => number;
}

/** A character or block device node under /dev. */
export interface DeviceNode {
  kind: 'device';
  ops: DeviceOps;
}

export type Node = Attribute | Link | Directory | DeviceNode;

/** A read-only attribute (mode 0444). */
export const ro = (show: (k: Kernel) => ShowResult): Attribute => ({
  kind: 'file',
  mode: 0o444,
  show,
});
/** An attribute that only root may read (mode 0400). */
export const adminRo = (show: (k: Kernel) => ShowResult): Attribute => ({
  kind: 'file',
  mode: 0o400,
  show,
});
/** A read-write attribute (mode 0644). */
export const rw = (
  show: (k: Kernel) => ShowResult,
  store: (k: Kernel, text: string) => number,
): Attribute => ({ kind: 'file', mode: 0o644, show, store });
/** A write-only attribute (mode 0200). */
export const wo = (store: (k: Kernel, text: string) => number): Attribute => ({
  kind: 'file',
  mode: 0o200,
  store,
});
/** `uevent` of a device. Writing it would send a uevent, which has no listener here. */
export const uevent_attribute = (show: (k: Kernel) => ShowResult = () => ''): Attribute => rw(show, () => 0);

/** A link to an absolute path. */
export const link = (target: string): Link => ({ kind: 'link', target });

/** A directory with fixed entries; undefined ones are hidden. */
export const dir = (entries: Record<string, Node | undefined>): Directory => ({
  kind: 'dir',
  keeps: true,
  names: () => Object.keys(entries).filter((name) => entries[name] !== undefined),
  lookup: (_k, name) => (Object.hasOwn(entries, name) ? entries[name] : undefined),
});

/** A directory whose entries are computed from state. `lookup` must build only the requested entry. */
export const listing = (
  names: (k: Kernel, prefix?: string) => Iterable<string>,
  lookup: (k: Kernel, name: string) => Node | undefined,
): Directory => ({ kind: 'dir', names, lookup });

/** Entries that exist while the condition holds. */
export const only_if = (holds: (k: Kernel) => boolean, entries: Directory): Directory => ({
  kind: 'dir',
  names: (k, prefix) => (holds(k) ? entries.names(k, prefix) : []),
  lookup: (k, name) => (holds(k) ? entries.lookup(k, name) : undefined),
});

/** Entries that exist only in kernels with a change. */
export const since_change = (change: ChangeId, entries: Directory): Directory =>
  only_if((k) => k.has(change), entries);

/** Entries that exist only in kernels without a change. */
export const until_change = (change: ChangeId, entries: Directory): Directory =>
  only_if((k) => !k.has(change), entries);

/** The names of all lists in order. flatMap() would add them one by one, at twenty times the cost. */
export function joined_names(lists: readonly (readonly string[])[]): string[] {
  const none: string[] = [];
  return none.concat(...lists);
}

/** Union of directories: names in order; the first part with a name resolves it. */
export const union = (...parts: Directory[]): Directory => ({
  kind: 'dir',
  names: (k, prefix) => joined_names(parts.map((part) => Array.from(part.names(k, prefix)))),
  lookup(k, name) {
    for (let i = 0; i < parts.length; i++) {
      const node = parts[i]!.lookup(k, name);
      if (node !== undefined) return node;
    }
    return undefined;
  },
});

/** Maximum number of links to follow (MAXSYMLINKS of namei). */
const MAX_LINKS = 40;

/** A resolved path. */
export interface Resolved {
  /** Absolute path with links resolved (except the last component when `followLast` is false). */
  path: string;
  node: Node;
}

/**
 * Resolves `path` from `root`.
 *
 * @returns the node, or -ENOENT / -ENOTDIR
 */
export function resolve(k: Kernel, root: Directory, path: string, followLast = true): Resolved | number {
  let pending = path.split('/').filter((part) => part !== '' && part !== '.');
  const walked: { name: string; node: Node }[] = [];
  let links = 0;
  while (pending.length > 0) {
    const name = pending.shift()!;
    if (name === '..') {
      walked.pop();
      continue;
    }
    const here = walked.at(-1)?.node ?? root;
    if (here.kind !== 'dir') return -ERRNO.ENOTDIR;
    const node = here.lookup(k, name);
    if (node === undefined) return -ERRNO.ENOENT;
    if (node.kind === 'link' && (pending.length > 0 || followLast)) {
      if (++links > MAX_LINKS) return -ERRNO.ENOENT;
      pending = [...node.target.split('/').filter((part) => part !== ''), ...pending];
      walked.length = 0;
      continue;
    }
    walked.push({ name, node });
  }
  return {
    path: `/${walked.map((step) => step.name).join('/')}`,
    node: walked.at(-1)?.node ?? root,
  };
}
