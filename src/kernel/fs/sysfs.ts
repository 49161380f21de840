/**
 * The virtual tree behind /sys, /proc and /dev: directories that are computed from state when asked, and
 * attributes that are a pair of functions over it. Models fs/kernfs as far as user space sees it.
 */
import { ERRNO } from '../../lib/errno.ts';
import type { IoctlReply, IoctlRequest } from '../../lib/uapi.ts';
import type { ChangeId } from '../history/history.ts';
import type { Kernel } from '../kernel.ts';

/** Text on success, a negative errno on failure. */
export type ShowResult = string | number;

export interface Attribute {
  kind: 'file';
  /** Permission bits, `0o644`. */
  mode: number;
  show?: (k: Kernel) => ShowResult;
  /** 0 or a negative errno; `text` is what was written, newline included when the writer sent one. */
  store?: (k: Kernel, text: string) => number;
}

export interface Link {
  kind: 'link';
  /** Absolute path of what it points at. */
  target: string;
}

export interface Directory {
  kind: 'dir';
  /** What is in it stays there until the next boot, though more may come. */
  keeps?: boolean;
  /** Names of the entries, in the order in which the kernel made them. */
  names(k: Kernel): Iterable<string>;
  lookup(k: Kernel, name: string): Node | undefined;
}

/** What a device node answers (struct file_operations); a missing one fails as the kernel fails it. */
export interface DeviceOps {
  /** Up to `length` bytes, short at the end of the device; or a negative errno. */
  read?: (k: Kernel, offset: number, length: number) => Uint8Array | number;
  /** 0 or a negative errno. */
  write?: (k: Kernel, offset: number, data: Uint8Array) => number;
  ioctl?: (k: Kernel, request: IoctlRequest) => IoctlReply | number;
  /** Opening with O_EXCL: -EBUSY while something holds the device. */
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
/** `uevent` of a device: what it says of itself. A write announces the device anew, and nobody listens here. */
export const uevent_attribute = (show: (k: Kernel) => ShowResult = () => ''): Attribute => rw(show, () => 0);

export const link = (target: string): Link => ({ kind: 'link', target });

/** A directory of fixed entries; an undefined one is invisible. */
export const dir = (entries: Record<string, Node | undefined>): Directory => ({
  kind: 'dir',
  keeps: true,
  names: () => Object.keys(entries).filter((name) => entries[name] !== undefined),
  lookup: (_k, name) => (Object.hasOwn(entries, name) ? entries[name] : undefined),
});

/** A directory whose entries come from state. `lookup` must not build more than the entry asked for. */
export const listing = (
  names: (k: Kernel) => Iterable<string>,
  lookup: (k: Kernel, name: string) => Node | undefined,
): Directory => ({ kind: 'dir', names, lookup });

const only_if = (holds: (k: Kernel) => boolean, entries: Directory): Directory => ({
  kind: 'dir',
  names: (k) => (holds(k) ? entries.names(k) : []),
  lookup: (k, name) => (holds(k) ? entries.lookup(k, name) : undefined),
});

/** The entries of a directory in kernels that have a change, none in others. */
export const since_change = (change: ChangeId, entries: Directory): Directory =>
  only_if((k) => k.has(change), entries);

/** The entries of a directory in kernels that lack a change. */
export const until_change = (change: ChangeId, entries: Directory): Directory =>
  only_if((k) => !k.has(change), entries);

/** One directory made of several: names in order, the first that knows a name answers for it. */
export const union = (...parts: Directory[]): Directory => ({
  kind: 'dir',
  *names(k) {
    for (const part of parts) yield* part.names(k);
  },
  lookup(k, name) {
    for (const part of parts) {
      const node = part.lookup(k, name);
      if (node !== undefined) return node;
    }
    return undefined;
  },
});

/** Links to follow before a path counts as a loop, as in the kernel's namei. */
const MAX_LINKS = 40;

export interface Resolved {
  /** Absolute path without links (except the last component when `followLast` is false). */
  path: string;
  node: Node;
}

/**
 * Walks `path` from `root`.
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
