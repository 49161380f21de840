/**
 * The file interface over the emulated kernel: paths are resolved in its virtual tree, attributes are
 * shown and stored, device nodes read, written and asked. Permission bits bind root too, as in kernfs.
 */

import type { Kernel } from '../kernel/kernel.ts';
import type { DeviceOps, Node } from '../kernel/sysfs.ts';
import { root } from '../kernel/tree.ts';
import { ERRNO, errnoName } from '../lib/errno.ts';
import { kernfsOrder } from '../lib/kernfs.ts';
import type { Failure, FileStat, Files } from './files.ts';
import { pathCache } from './path-cache.ts';

const WRITE_BITS = 0o222;
const READ_BITS = 0o444;
/** sysfs hands a store at most one page. */
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

/** The kernel's files, for tools and views of what a user can see. */
export function kernelFiles(k: Kernel): Files {
  const { find, forget } = pathCache(k, root);

  const device = (path: string): DeviceOps | number => {
    const found = find(path);
    if (typeof found === 'number') return found;
    return found.node.kind === 'device' ? found.node.ops : -ERRNO.ENOTTY;
  };

  return {
    read(path) {
      const found = find(path);
      if (typeof found === 'number') return failure(found);
      const { node } = found;
      if (node.kind === 'dir') return failure(-ERRNO.EISDIR);
      if (node.kind !== 'file') return failure(-ERRNO.EINVAL);
      if (!allows(node.mode, READ_BITS)) return failure(-ERRNO.EACCES);
      const shown = node.show?.(k) ?? -ERRNO.EIO;
      return typeof shown === 'number' ? failure(shown) : shown;
    },
    write(path, text) {
      const found = find(path);
      if (typeof found === 'number') return failure(found);
      const { node } = found;
      if (node.kind === 'dir') return failure(-ERRNO.EISDIR);
      if (node.kind !== 'file' || !allows(node.mode, WRITE_BITS)) return failure(-ERRNO.EACCES);
      const rc = node.store?.(k, text.slice(0, MAX_STORE)) ?? -ERRNO.EIO;
      forget();
      return orFailure(rc);
    },
    list(path) {
      const found = find(path);
      if (typeof found === 'number') return failure(found);
      if (found.node.kind !== 'dir') return failure(-ERRNO.ENOTDIR);
      const names = found.node.names(k);
      return found.path.startsWith('/sys/') ? kernfsOrder(names) : [...names];
    },
    stat(path) {
      const found = find(path, false);
      return typeof found === 'number' ? undefined : statOf(found.node);
    },
    readlink(path) {
      const found = find(path, false);
      if (typeof found === 'number') return failure(found);
      return found.node.kind === 'link' ? found.node.target : failure(-ERRNO.EINVAL);
    },
    realpath(path) {
      const found = find(path);
      return typeof found === 'number' ? failure(found) : found.path;
    },
    readBytes(path, offset, length) {
      const ops = device(path);
      if (typeof ops === 'number') return failure(ops);
      const data = ops.read?.(k, offset, length) ?? -ERRNO.EINVAL;
      return typeof data === 'number' ? failure(data) : data;
    },
    writeBytes(path, offset, data) {
      const ops = device(path);
      if (typeof ops === 'number') return failure(ops);
      const rc = ops.write?.(k, offset, data) ?? -ERRNO.EINVAL;
      forget();
      return orFailure(rc);
    },
    ioctl(path, request) {
      const ops = device(path);
      if (typeof ops === 'number') return failure(ops);
      const reply = ops.ioctl?.(k, request) ?? -ERRNO.ENOTTY;
      forget();
      return typeof reply === 'number' ? failure(reply) : reply;
    },
    openExclusive(path) {
      const ops = device(path);
      return orFailure(typeof ops === 'number' ? ops : (ops.openExclusive?.(k) ?? 0));
    },
  };
}
