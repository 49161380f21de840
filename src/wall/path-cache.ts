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
  /** No directory on the way to it ever loses an entry, so that it stays valid. */
  lasts: boolean;
}

/** A directory and the path that led to it. */
interface Visited {
  path: string;
  directory: ResolvedDirectory;
}

/**
 * Maximum number of cached directories, beyond which the cache is cleared: sufficient for the path to a
 * device and the few devices that a tool reads alternately.
 */
const MAX_KEPT = 256;

/** Path lookup in a tree; resolved directories are cached until forget(). */
export class PathCache {
  readonly #k: Kernel;
  readonly #root: Directory;
  readonly #directories = new Map<string, ResolvedDirectory>();
  readonly #lasting: Map<string, ResolvedDirectory>;
  /** The last directory, which tools usually read again. */
  #last: Visited | undefined;
  /** The one above it, which has its siblings. */
  #above: Visited | undefined;

  constructor(k: Kernel, root: Directory) {
    this.#k = k;
    this.#root = root;
    this.#lasting = new Map([['', { path: '', node: root, lasts: true }]]);
  }

  /** Clears the cache; must be called whenever the tree may have changed. */
  forget(): void {
    this.#directories.clear();
    this.#last = undefined;
    this.#above = undefined;
  }

  /** The directory at a path, links followed; -ENOENT or -ENOTDIR. */
  directory(path: string): ResolvedDirectory | number {
    if (this.#last?.path === path) return this.#last.directory;
    const known = this.#lasting.get(path) ?? this.#directories.get(path);
    // A missing path is not cached, since it may appear without a write: hot-plugged RAM, for example.
    if (known === undefined) return this.#resolved(path);
    this.#last = { path, directory: known };
    return known;
  }

  /** Like resolve(): the resolved path, or -ENOENT / -ENOTDIR. */
  find(path: string, followLast = true): Resolved | number {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    if (slash < 0 || name === '' || name.startsWith('.'))
      return resolve(this.#k, this.#root, path, followLast);
    const above = this.#parent(path, slash);
    if (typeof above === 'number') return above;
    const node = above.node.lookup(this.#k, name);
    if (node === undefined) return -ERRNO.ENOENT;
    if (node.kind === 'link' && followLast) return this.#follow(node.target);
    return { path: `${above.path}/${name}`, node };
  }

  /** The node alone; `name`, if given, is a path relative to the directory at `path`. */
  node(path: string, name?: string, followLast = true): Node | number {
    if (name === undefined || name.includes('/')) {
      const full = pathOf(path, name);
      const found = this.find(full, followLast);
      if (typeof found === 'number') return found;
      // A tool tests that a device is there before it reads it.
      if (found.node.kind === 'dir') this.#keep(full, found.path, found.node);
      return found.node;
    }
    const above = this.directory(path);
    if (typeof above === 'number') return above;
    const node = above.node.lookup(this.#k, name);
    if (node === undefined) return -ERRNO.ENOENT;
    if (node.kind !== 'link' || !followLast) return node;
    const there = this.#follow(node.target);
    return typeof there === 'number' ? there : there.node;
  }

  /** The directory of a path whose last slash is at `slash`. */
  #parent(path: string, slash: number): ResolvedDirectory | number {
    const before = this.#above;
    if (before !== undefined && before.path.length === slash && path.startsWith(before.path))
      return before.directory;
    const above = path.slice(0, slash);
    const directory = this.directory(above);
    if (typeof directory !== 'number') this.#above = { path: above, directory };
    return directory;
  }

  /** Resolves a directory and caches it. */
  #resolved(path: string): ResolvedDirectory | number {
    const found = this.find(path);
    if (typeof found === 'number') return found;
    return found.node.kind === 'dir' ? this.#keep(path, found.path, found.node) : -ERRNO.ENOTDIR;
  }

  #keep(path: string, resolved: string, node: Directory): ResolvedDirectory {
    if (this.#directories.size >= MAX_KEPT) this.forget();
    const above = resolved === path ? this.#parent(path, path.lastIndexOf('/')) : undefined;
    const lasts = typeof above === 'object' && above.lasts && above.node.keeps === true;
    const directory = { path: resolved, node, lasts };
    (lasts ? this.#lasting : this.#directories).set(path, directory);
    this.#last = { path, directory };
    return directory;
  }

  /** Resolves the target of a link, which in /sys is a device; a link to a link gets a full resolution. */
  #follow(target: string): Resolved | number {
    const found = this.find(target, false);
    const isLink = typeof found !== 'number' && found.node.kind === 'link';
    return isLink ? resolve(this.#k, this.#root, target) : found;
  }
}
