/**
 * Paths resolved by their directories, each of which is looked up once until something is written: a tool
 * reads a dozen attributes of every device, and the way to a device is eight directories long.
 */
import type { Kernel } from '../kernel/kernel.ts';
import { type Directory, type Resolved, resolve } from '../kernel/sysfs.ts';
import { ERRNO } from '../lib/errno.ts';

interface ResolvedDirectory {
  /** Without links; empty for the root. */
  path: string;
  node: Directory;
}

export interface PathCache {
  /** Like resolve(): the node, or -ENOENT / -ENOTDIR. */
  find(path: string, followLast?: boolean): Resolved | number;
  /** To be called whenever the tree may have changed. */
  forget(): void;
}

/**
 * Directories to keep before all are let go: enough for the way to a device and for the few devices that a
 * tool reads in turns, and no more than that of a walk over ten thousand.
 */
const MAX_KEPT = 256;

/** Components that mean another directory than the text before them. */
const NEEDS_WALK = /\/\.{0,2}(\/|$)/;

export function pathCache(k: Kernel, root: Directory): PathCache {
  const directories = new Map<string, ResolvedDirectory | number>();
  /** What was asked last, which a tool mostly asks again: a directory, by its path and a slash. */
  let last: { prefix: string; directory: ResolvedDirectory } | undefined;

  function directory(path: string): ResolvedDirectory | number {
    const known = directories.get(path);
    if (known !== undefined) return known;
    const found = path === '' ? { path: '', node: root } : inDirectory(path, true);
    const result =
      typeof found === 'number'
        ? found
        : found.node.kind === 'dir'
          ? { path: found.path, node: found.node }
          : -ERRNO.ENOTDIR;
    if (directories.size >= MAX_KEPT) directories.clear();
    directories.set(path, result);
    return result;
  }

  function entry(parent: ResolvedDirectory, name: string, followLast: boolean): Resolved | number {
    const node = parent.node.lookup(k, name);
    if (node === undefined) return -ERRNO.ENOENT;
    if (node.kind === 'link' && followLast) return resolve(k, root, node.target);
    return { path: `${parent.path}/${name}`, node };
  }

  function inDirectory(path: string, followLast: boolean): Resolved | number {
    const slash = path.lastIndexOf('/');
    const parent = directory(path.slice(0, slash));
    return typeof parent === 'number' ? parent : entry(parent, path.slice(slash + 1), followLast);
  }

  function find(path: string, followLast = true): Resolved | number {
    const name = path.lastIndexOf('/') + 1;
    const plain = name > 0 && name < path.length && path[name] !== '.';
    if (plain && last !== undefined && name === last.prefix.length && path.startsWith(last.prefix))
      return entry(last.directory, path.slice(name), followLast);
    const above = path.slice(0, Math.max(0, name - 1));
    const known = plain ? directories.get(above) : undefined;
    if (known === undefined && (!path.startsWith('/') || NEEDS_WALK.test(path)))
      return resolve(k, root, path, followLast);
    const parent = known ?? directory(above);
    if (typeof parent === 'number') return parent;
    last = { prefix: path.slice(0, name), directory: parent };
    return entry(parent, path.slice(name), followLast);
  }

  return {
    find,
    forget() {
      directories.clear();
      last = undefined;
    },
  };
}
