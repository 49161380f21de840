/**
 * File interface of the emulated kernel: resolves paths in its virtual tree and calls the operations of
 * attributes and device nodes. Permission bits apply to root as well, as in kernfs.
 */

import { root } from '../kernel/fs/root.ts';
import type { DeviceOps, Node } from '../kernel/fs/sysfs.ts';
import { delete_module, load_module } from '../kernel/kernel/module/main.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { ERRNO, errnoName } from '../lib/errno.ts';
import { kernfsOrder } from '../lib/kernfs.ts';
import type { Failure, FileStat, Files } from './files.ts';
import { PathCache } from './path-cache.ts';

const WRITE_BITS = 0o222;
const READ_BITS = 0o444;
/** sysfs passes at most one page to a store function. */
const MAX_STORE = 4096;

const failure = (errno: number): Failure => ({ error: errnoName(errno) });
const orFailure = (result: number): Failure | undefined => (result < 0 ? failure(result) : undefined);
const allows = (mode: number, bits: number): boolean => (mode & bits) !== 0;

function statOf(node: Node): FileStat {
  switch (node.kind) {
    case 'file':
      return { kind: 'file', mode: node.mode };
    case 'link':
      return { kind: 'link', mode: 0o777 };
    case 'dir':
      return { kind: 'dir', mode: 0o755 };
    case 'device':
      return { kind: 'device', mode: 0o600 };
  }
}

type Attributes = Pick<Files, 'read' | 'write' | 'events'>;
type Tree = Pick<Files, 'list' | 'stat' | 'readlink' | 'realpath'>;
type Devices = Pick<Files, 'readBytes' | 'writeBytes' | 'ioctl' | 'openExclusive'>;

const attributes = (k: Kernel, cache: PathCache): Attributes => ({
  read(path, name) {
    const known = name === undefined ? undefined : cache.directory(path);
    if (typeof known === 'object') {
      const shown = known.node.show?.(k, name!);
      if (shown !== undefined) return typeof shown === 'number' ? failure(shown) : shown;
    }
    const file = cache.node(path, name);
    if (typeof file === 'number') return failure(file);
    if (file.kind === 'dir') return failure(-ERRNO.EISDIR);
    if (file.kind !== 'file') return failure(-ERRNO.EINVAL);
    if (!allows(file.mode, READ_BITS)) return failure(-ERRNO.EACCES);
    const shown = file.show?.(k) ?? -ERRNO.EIO;
    return typeof shown === 'number' ? failure(shown) : shown;
  },
  write(path, text) {
    const file = cache.node(path);
    if (typeof file === 'number') return failure(file);
    if (file.kind === 'dir') return failure(-ERRNO.EISDIR);
    if (file.kind !== 'file' || !allows(file.mode, WRITE_BITS)) return failure(-ERRNO.EACCES);
    const rc = file.store?.(k, text.slice(0, MAX_STORE)) ?? -ERRNO.EIO;
    cache.forget();
    return orFailure(rc);
  },
  events(path) {
    const file = cache.node(path);
    if (typeof file === 'number') return failure(file);
    return (file.kind === 'file' ? file.event?.(k) : undefined) ?? 0;
  },
});

const tree = (k: Kernel, cache: PathCache): Tree => ({
  list(path, prefix) {
    const found = cache.find(path);
    if (typeof found === 'number') return failure(found);
    if (found.node.kind !== 'dir') return failure(-ERRNO.ENOTDIR);
    const all = Array.from(found.node.names(k, prefix));
    const names = prefix === undefined ? all : all.filter((name) => name.startsWith(prefix));
    return found.path.startsWith('/sys/') ? kernfsOrder(names) : names;
  },
  stat(path, name) {
    const found = cache.node(path, name, false);
    return typeof found === 'number' ? undefined : statOf(found);
  },
  readlink(path) {
    const found = cache.node(path, undefined, false);
    if (typeof found === 'number') return failure(found);
    return found.kind === 'link' ? found.target : failure(-ERRNO.EINVAL);
  },
  realpath(path) {
    const found = cache.find(path);
    return typeof found === 'number' ? failure(found) : found.path;
  },
});

function devices(k: Kernel, cache: PathCache): Devices {
  const device = (path: string): DeviceOps | number => {
    const found = cache.node(path);
    if (typeof found === 'number') return found;
    return found.kind === 'device' ? found.ops : -ERRNO.ENOTTY;
  };
  return {
    readBytes(path, offset, length, direct) {
      const ops = device(path);
      if (typeof ops === 'number') return failure(ops);
      const data = ops.read?.(k, offset, length, direct) ?? -ERRNO.EINVAL;
      return typeof data === 'number' ? failure(data) : data;
    },
    writeBytes(path, offset, data, direct) {
      const ops = device(path);
      if (typeof ops === 'number') return failure(ops);
      const rc = ops.write?.(k, offset, data, direct) ?? -ERRNO.EINVAL;
      cache.forget();
      return orFailure(rc);
    },
    ioctl(path, request) {
      const ops = device(path);
      if (typeof ops === 'number') return failure(ops);
      const reply = ops.ioctl?.(k, request) ?? -ERRNO.ENOTTY;
      cache.forget();
      return typeof reply === 'number' ? failure(reply) : reply;
    },
    openExclusive(path) {
      const ops = device(path);
      return orFailure(typeof ops === 'number' ? ops : (ops.openExclusive?.(k) ?? 0));
    },
  };
}

/** Files of a kernel, for tools and for views of what a user can see. */
export function kernelFiles(k: Kernel): Files {
  const cache = new PathCache(k, root);
  return {
    ...attributes(k, cache),
    ...tree(k, cache),
    ...devices(k, cache),
    loadModule(name) {
      const rc = load_module(k, name);
      cache.forget();
      return orFailure(rc);
    },
    unloadModule(name) {
      const rc = delete_module(k, name);
      cache.forget();
      return orFailure(rc);
    },
  };
}
