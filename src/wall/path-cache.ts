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

/** Components that mean another directory than the text before them. */
const NEEDS_WALK = /\/\.{0,2}(\/|$)/;

export function pathCache(k: Kernel, root: Directory): PathCache {
  const directories = new Map<string, ResolvedDirectory | number>();

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
    directories.set(path, result);
    return result;
  }

  function inDirectory(path: string, followLast: boolean): Resolved | number {
    const slash = path.lastIndexOf('/');
    const parent = directory(path.slice(0, slash));
    if (typeof parent === 'number') return parent;
    const name = path.slice(slash + 1);
    const node = parent.node.lookup(k, name);
    if (node === undefined) return -ERRNO.ENOENT;
    if (node.kind === 'link' && followLast) return resolve(k, root, node.target);
    return { path: `${parent.path}/${name}`, node };
  }

  return {
    find: (path, followLast = true) =>
      path.startsWith('/') && !NEEDS_WALK.test(path)
        ? inDirectory(path, followLast)
        : resolve(k, root, path, followLast),
    forget: () => directories.clear(),
  };
}
