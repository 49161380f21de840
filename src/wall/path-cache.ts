/**
 * Paths resolved by their directories, each of which is looked up once until something is written: a tool
 * reads a dozen attributes of every device, and the way to a device is eight directories long. Most of them
 * never change.
 */

import { type Directory, type Node, type Resolved, resolve } from '../kernel/fs/sysfs.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { ERRNO } from '../lib/errno.ts';
import { pathOf } from './files.ts';

interface ResolvedDirectory {
  /** Without links; empty for the root. */
  path: string;
  node: Directory;
}

/** Paths looked up in a tree; what was looked up is kept until forget(). */
export interface PathCache {
  /** Like resolve(): where the path leads, or -ENOENT / -ENOTDIR. */
  find(path: string, followLast?: boolean): Resolved | number;
  /** The node alone; `name`, when given, is a path from the directory at `path`. */
  node(path: string, name?: string, followLast?: boolean): Node | number;
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

/** An empty cache over the tree below `root`. */
export function pathCache(k: Kernel, root: Directory): PathCache {
  const directories = new Map<string, ResolvedDirectory>();
  /** Directories below such as keep what is in them: their paths lead to them for ever. */
  const lasting = new Map<string, ResolvedDirectory>([['', { path: '', node: root }]]);
  /** What was asked last, which a tool mostly asks again. */
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
    // What is not there may come without a write: a DIMM of RAM that is plugged in.
    if (typeof result === 'number') return result;
    if (directories.size >= MAX_KEPT) forget();
    const above = lasting.get(path.slice(0, path.lastIndexOf('/')));
    const lasts = above?.node.keeps === true && result.path === path;
    (lasts ? lasting : directories).set(path, result);
    return result;
  }

  /** What a link points at, which in /sys is a device and no other link; one that is, is walked. */
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
