/**
 * Path lookup with a cache of directories. A tool reads a dozen attributes of every device, eight directories
 * deep; each directory is resolved once until the next write. Most of them never change.
 */

import { type Directory, type Node, type Resolved, resolve } from '../kernel/fs/sysfs.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { ERRNO } from '../lib/errno.ts';
import { pathOf } from './files.ts';

interface ResolvedDirectory {
  /** Path with links resolved; empty for the root. */
  path: string;
  node: Directory;
}

/** Path lookup in a tree; resolved directories are cached until forget(). */
export interface PathCache {
  /** Like resolve(): the resolved path, or -ENOENT / -ENOTDIR. */
  find(path: string, followLast?: boolean): Resolved | number;
  /** The node alone; `name`, if given, is a path relative to the directory at `path`. */
  node(path: string, name?: string, followLast?: boolean): Node | number;
  /** Clears the cache; must be called whenever the tree may have changed. */
  forget(): void;
}

/**
 * Maximum number of cached directories, beyond which the cache is cleared: sufficient for the path to a
 * device and the few devices that a tool reads alternately.
 */
const MAX_KEPT = 256;

/** Path components that require a full resolution. */
const NEEDS_WALK = /\/\.{0,2}(\/|$)/;

/** Creates an empty cache of the tree below `root`. */
export function pathCache(k: Kernel, root: Directory): PathCache {
  const directories = new Map<string, ResolvedDirectory>();
  /** Directories in a parent whose entries are never removed; these stay valid. */
  const lasting = new Map<string, ResolvedDirectory>([['', { path: '', node: root }]]);
  /** The last lookup, which tools usually repeat. */
  let last: { path: string; directory: ResolvedDirectory } | undefined;

  function forget(): void {
    directories.clear();
    last = undefined;
  }

  function walked(path: string): ResolvedDirectory | number {
    const found = NEEDS_WALK.test(path) ? resolve(k, root, path) : find(path);
    if (typeof found === 'number') return found;
    const { node } = found;
    return node.kind === 'dir' ? { path: found.path, node } : -ERRNO.ENOTDIR;
  }

  function directory(path: string): ResolvedDirectory | number {
    if (last?.path === path) return last.directory;
    const known = lasting.get(path) ?? directories.get(path);
    if (known !== undefined) {
      last = { path, directory: known };
      return known;
    }
    const result = walked(path);
    // A missing path is not cached, since it may appear without a write: hot-plugged RAM, for example.
    if (typeof result === 'number') return result;
    if (directories.size >= MAX_KEPT) forget();
    const above = lasting.get(path.slice(0, path.lastIndexOf('/')));
    const lasts = above?.node.keeps === true && result.path === path;
    (lasts ? lasting : directories).set(path, result);
    return result;
  }

  /** Resolves the target of a link, which in /sys is a device; a link to a link gets a full resolution. */
  function follow(target: string): Resolved | number {
    const found = find(target, false);
    const isLink = typeof found !== 'number' && found.node.kind === 'link';
    return isLink ? resolve(k, root, target) : found;
  }

  function node(path: string, name?: string, followLast = true): Node | number {
    if (name === undefined || name.includes('/')) {
      const found = find(pathOf(path, name), followLast);
      return typeof found === 'number' ? found : found.node;
    }
    const parent = directory(path);
    if (typeof parent === 'number') return parent;
    const found = parent.node.lookup(k, name);
    if (found === undefined) return -ERRNO.ENOENT;
    if (found.kind !== 'link' || !followLast) return found;
    const there = follow(found.target);
    return typeof there === 'number' ? there : there.node;
  }

  function find(path: string, followLast = true): Resolved | number {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    if (slash < 0 || name === '' || name.startsWith('.')) return resolve(k, root, path, followLast);
    const parent = directory(path.slice(0, slash));
    if (typeof parent === 'number') return parent;
    const found = parent.node.lookup(k, name);
    if (found === undefined) return -ERRNO.ENOENT;
    if (found.kind === 'link' && followLast) return follow(found.target);
    return { path: `${parent.path}/${name}`, node: found };
  }

  return { find, node, forget };
}
