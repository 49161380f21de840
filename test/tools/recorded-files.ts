/** A file interface over a recorded tree of attributes: read-only unless a test defines the effect of writes. */
import type { ErrnoName } from '../../src/lib/errno.ts';
import { kernfsOrder } from '../../src/lib/kernfs.ts';
import { type Failure, type Files, pathOf } from '../../src/wall/files.ts';

export interface RecordedEntry {
  mode?: string;
  text?: string;
  error?: string;
  /** Relative to the directory of the link. */
  link?: string;
}

export type RecordedTree = Record<string, RecordedEntry>;

const MISSING: Failure = { error: 'ENOENT' };

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

const parent = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** Files with the contents of `tree`, parts of it replaced by `extra`. */
export function recordedFiles(tree: RecordedTree, extra: Partial<Files> = {}): Files {
  let indexed = -1;
  const index = new Map<string, Set<string>>();
  /** Names by directory; rebuilt after entries were added or removed. */
  const directories = (): Map<string, Set<string>> => {
    const paths = Object.keys(tree);
    if (paths.length === indexed) return index;
    indexed = paths.length;
    index.clear();
    for (const path of paths) {
      for (let at = path; at !== ''; at = parent(at)) {
        const names = index.get(parent(at)) ?? new Set();
        names.add(at.slice(at.lastIndexOf('/') + 1));
        index.set(parent(at), names);
      }
    }
    return index;
  };

  const resolve = (path: string, followLast = true): string | undefined => {
    let done = '';
    const parts = normalize(path).split('/').slice(1);
    while (parts.length > 0) {
      const next = `${done}/${parts.shift()}`;
      const link = tree[next]?.link;
      if (link === undefined || (parts.length === 0 && !followLast)) {
        if (tree[next] === undefined && !directories().has(next)) return undefined;
        done = next;
        continue;
      }
      const target = normalize(link.startsWith('/') ? link : `${done}/${link}`);
      parts.unshift(...target.split('/').slice(1));
      done = '';
    }
    return done;
  };

  return {
    read(path, name) {
      const at = resolve(pathOf(path, name));
      const entry = at === undefined ? undefined : tree[at];
      if (entry === undefined) return at === undefined ? MISSING : { error: 'EISDIR' };
      return entry.error === undefined ? (entry.text ?? '') : { error: entry.error as ErrnoName };
    },
    write: (path) => (resolve(path) === undefined ? MISSING : { error: 'EACCES' }),
    list(path) {
      const at = resolve(path);
      const names = at === undefined ? undefined : directories().get(at);
      return names === undefined ? MISSING : kernfsOrder(names);
    },
    stat(file, name) {
      const path = pathOf(file, name);
      const at = resolve(path, false);
      if (at === undefined) return undefined;
      if (directories().has(at)) return { kind: 'dir', mode: 0o755 };
      return { kind: tree[at]?.link === undefined ? 'file' : 'link', mode: 0o644 };
    },
    readlink(path) {
      const at = resolve(path, false);
      const link = at === undefined ? undefined : tree[at]?.link;
      return link === undefined ? { error: 'EINVAL' } : normalize(`${parent(at!)}/${link}`);
    },
    realpath: (path) => resolve(path) ?? MISSING,
    events: () => 0,
    readBytes: () => ({ error: 'ENXIO' }),
    writeBytes: () => ({ error: 'ENXIO' }),
    ioctl: () => ({ error: 'ENOTTY' }),
    loadModule: () => undefined,
    unloadModule: () => undefined,
    openExclusive: () => undefined,
    ...extra,
  };
}
