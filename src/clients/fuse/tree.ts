/** Files that a FUSE server serves, by path: the machine's, and others that stand among them. */
import { type Failure, failed } from '../../wall/files.ts';
import type { DeviceNumber } from './protocol.ts';

export type EntryKind = 'file' | 'dir' | 'link' | 'char';

export interface EntryStat {
  kind: EntryKind;
  /** Permission bits. */
  mode: number;
  size: number;
  /** Number of a character device. The mount does not let it be opened: the host's devices have such numbers. */
  device?: DeviceNumber;
  /** Seconds for which the kernel may cache the entry; 0 for a request at each access. */
  valid: number;
}

/** Access that a process requests of a file that it opens. */
export interface Wanted {
  read: boolean;
  write: boolean;
  /** O_DIRECT: past the page cache. */
  direct: boolean;
}

type Later<T> = T | Promise<T>;

/** A read that has nothing to return yet; other requests are served meanwhile. */
export interface BlockedRead {
  data: Promise<Uint8Array | Failure>;
  /** The reader got a signal: `data` resolves to EINTR. */
  interrupt(): void;
}

/** An open file. */
export interface OpenFile {
  /** Up to `size` bytes at `offset`; none at the end. */
  read(offset: number, size: number): Later<Uint8Array | Failure | BlockedRead>;
  /**
   * Tests whether an attribute was notified since it was last read from its start: poll() then reports
   * EPOLLERR and EPOLLPRI, and select() an exception. Other files have no notifications.
   */
  isNotified?(): boolean;
  /** Number of bytes taken. */
  write(offset: number, data: Uint8Array): Later<number | Failure>;
  close?(): void;
  /** `direct`: each read is a request; `cached`: the data never change; `stream`: no offsets. */
  kind: 'direct' | 'cached' | 'stream';
}

/** Files by absolute path without links; the root is the empty path. */
export interface FileTree {
  stat(path: string): EntryStat | undefined;
  /** Names in the order of readdir(). */
  list(path: string): string[] | Failure;
  /** Text of a link. */
  readlink(path: string): Later<string | Failure>;
  open(path: string, wanted: Wanted): OpenFile | Failure;
}

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** `tree` with `other` at `folder`, which exists but is not listed. */
export function withHidden(tree: FileTree, folder: string, other: FileTree): FileTree {
  const at = (path: string): [FileTree, string] =>
    isBelow(path, folder) ? [other, path.slice(folder.length)] : [tree, path];
  return {
    stat: (path) => call(at(path), 'stat'),
    list: (path) => call(at(path), 'list'),
    readlink: (path) => call(at(path), 'readlink'),
    open(path, wanted) {
      const [owner, rest] = at(path);
      return owner.open(rest, wanted);
    },
  };
}

function call<K extends 'stat' | 'list' | 'readlink'>(
  [owner, path]: [FileTree, string],
  name: K,
): ReturnType<FileTree[K]> {
  return owner[name](path) as ReturnType<FileTree[K]>;
}

/** `tree` with links in one of its folders, which the folder's own entries precede. */
export function withLinks(tree: FileTree, folder: string, links: ReadonlyMap<string, string>): FileTree {
  const linkAt = (path: string): string | undefined => {
    if (!path.startsWith(`${folder}/`) || tree.stat(path) !== undefined) return undefined;
    return links.get(path.slice(folder.length + 1));
  };
  return {
    ...tree,
    stat(path) {
      const text = linkAt(path);
      return text === undefined
        ? tree.stat(path)
        : { kind: 'link', mode: 0o777, size: text.length, valid: 0 };
    },
    list(path) {
      const names = tree.list(path);
      return path !== folder || failed(names) ? names : [...new Set([...names, ...links.keys()])];
    },
    readlink: (path) => linkAt(path) ?? tree.readlink(path),
  };
}
