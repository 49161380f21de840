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
  /** No link was followed on the way. */
  isDirect: boolean;
  node: Directory;
  /** No directory on the way to it ever loses an entry, so that it stays valid. */
  lasts: boolean;
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
  /** The last directory, which tools usually read again, and the path that led to it. */
  #last: ResolvedDirectory | undefined;
  #lastPath = '';
  /** The directory above a path, which has its siblings. */
  #above: ResolvedDirectory | undefined;
  #abovePath = '';

  constructor(k: Kernel, root: Directory) {
    this.#k = k;
    this.#root = root;
    this.#lasting = new Map([['', { path: '', isDirect: true, node: root, lasts: true }]]);
  }

  /** Clears the cache; must be called whenever the tree may have changed. */
  forget(): void {
    this.#directories.clear();
    this.#last = undefined;
    this.#above = undefined;
  }

  /** The directory at a path, links followed; -ENOENT or -ENOTDIR. */
  directory(path: string): ResolvedDirectory | number {
    if (this.#last !== undefined && this.#lastPath === path) return this.#last;
    const known = this.#lasting.get(path) ?? this.#directories.get(path);
    // A missing path is not cached, since it may appear without a write: hot-plugged RAM, for example.
    if (known === undefined) return this.#resolved(path);
    this.#last = known;
    this.#lastPath = path;
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
    return { path: above.isDirect ? path : `${above.path}/${name}`, node };
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
    const above = path.slice(0, slash);
    if (this.#above !== undefined && this.#abovePath === above) return this.#above;
    const directory = this.directory(above);
    if (typeof directory === 'number') return directory;
    this.#above = directory;
    this.#abovePath = above;
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
    const isDirect = resolved === path;
    const above = isDirect ? this.#parent(path, path.lastIndexOf('/')) : undefined;
    const lasts = typeof above === 'object' && above.lasts && above.node.keeps === true;
    const directory = { path: resolved, isDirect, node, lasts };
    (lasts ? this.#lasting : this.#directories).set(path, directory);
    this.#last = directory;
    this.#lastPath = path;
    return directory;
  }

  /** Resolves the target of a link, which in /sys is a device; a link to a link gets a full resolution. */
  #follow(target: string): Resolved | number {
    const found = this.find(target, false);
    const isLink = typeof found !== 'number' && found.node.kind === 'link';
    return isLink ? resolve(this.#k, this.#root, target) : found;
  }
}
